import type { DatasetConfig } from '@sluice/protocol';
import type { LakePorts } from '../ports/lake-ports.ts';

/** Frees the slots of a batch, if it has any. */
export async function freeSlotsOf({ ledger }: LakePorts, config: DatasetConfig, batchId: string): Promise<number> {
  const held = (await ledger.slots(config.datasetId)).filter(({ holder }) => holder === batchId);
  for (const { slot } of held) await ledger.freeSlot(config.datasetId, slot, batchId);
  return held.length;
}

/**
 * Frees slots whose batch is over: a batch is settled first and its slot is freed after that, so a crash in between
 * leaves a slot that nobody would give back. A dispatcher's hold ends by itself.
 */
export async function repairSlots({ ledger }: LakePorts, config: DatasetConfig): Promise<number> {
  let freed = 0;
  for (const { slot, holder, leaseUntil } of await ledger.slots(config.datasetId)) {
    if (holder === null || leaseUntil !== null) continue;
    const batch = await ledger.batch(config.datasetId, holder);
    if (batch !== undefined && batch.state !== 'SETTLED' && batch.state !== 'RELEASED') continue;
    await ledger.freeSlot(config.datasetId, slot, holder);
    freed += 1;
  }
  return freed;
}
