import type { BatchRecord } from '@sluice/control-plane';
import type { BatchHead } from '@sluice/protocol';
import { type Difference, type Equation, equation, type LedgerSnapshot } from '../snapshot.ts';
import { unannounced } from './unannounced.ts';

/**
 * What a batch head may say while the item says this. The batch head is always first: only it is believed, and the item
 * follows.
 */
const HEADS_OF: Readonly<Record<BatchRecord['state'], readonly (BatchHead['state'] | 'none')[]>> = {
  PREPARING: ['none', 'open'],
  STARTED: ['open', 'running', 'committed', 'failed'],
  COMMITTED: ['committed'],
  FAILED: ['failed'],
  SETTLED: ['committed', 'failed'],
  RELEASED: ['none', 'open'],
};

/**
 * Every batch in the control bucket has an item in the ledger that agrees with its batch head, and its documents are
 * whole and as announced.
 */
export function itemsAndHeads(snapshot: LedgerSnapshot): Equation {
  const differences: Difference[] = [];
  const documents = new Map(snapshot.batches.map((batch) => [batch.batchId, batch]));
  let agreeing = 0;
  for (const batchId of new Set([...documents.keys(), ...snapshot.items.keys()])) {
    const object = `batch ${batchId}`;
    const item = snapshot.items.get(batchId);
    const batch = documents.get(batchId);
    const problems = (batch?.problems ?? []).filter(({ message }) => message !== 'it is missing');
    for (const { file, message } of problems) differences.push({ object: file, message });
    if (batch?.batchHead?.state === 'committed') differences.push(...unannounced(snapshot, batch.batchHead));
    const wrong =
      item === undefined
        ? disagreementWithoutItem(batch?.batchHead)
        : disagreement(item, batch?.batchHead, batch?.manifest !== undefined);
    if (wrong === undefined) agreeing += 1;
    else differences.push({ object, message: wrong });
  }
  const all = new Set([...documents.keys(), ...snapshot.items.keys()]).size;
  return equation(
    'items-heads',
    snapshot.datasetId,
    ['batches', all],
    ['agree with their heads', agreeing],
    differences,
  );
}

/** A dispatcher that dies between manifest and item leaves a manifest alone: its files still wait. */
function disagreementWithoutItem(batchHead: BatchHead | undefined): string | undefined {
  return batchHead === undefined ? undefined : `its batch head is ${batchHead.state}, but the ledger does not know it`;
}

function disagreement(item: BatchRecord, batchHead: BatchHead | undefined, hasManifest: boolean): string | undefined {
  const said = batchHead?.state ?? 'none';
  if (!HEADS_OF[item.state].includes(said)) return `is ${item.state} in the ledger, its batch head says ${said}`;
  if (!hasManifest) return `is ${item.state} in the ledger, but has no manifest`;
  if (item.state === 'SETTLED' && (item.committedAt !== null) !== (said === 'committed'))
    return `was settled as ${item.committedAt === null ? 'failed' : 'committed'}, its batch head says ${said}`;
  return undefined;
}
