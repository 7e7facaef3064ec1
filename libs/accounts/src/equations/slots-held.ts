import { OPEN_BATCH_STATES } from '@sluice/control-plane';
import { type Difference, type Equation, equation, type LedgerSnapshot } from '../snapshot.ts';

/**
 * Slots are held by open batches only, each by one of its own, and never more than there are: nothing holds a dataset
 * up.
 */
export function slotsHeld({ datasetId, slots, items, slotLimit }: LedgerSnapshot): Equation {
  const differences: Difference[] = [];
  const open: ReadonlySet<string> = new Set(OPEN_BATCH_STATES);
  // Without an end the holder is a batch; a dispatcher's hold ends by itself.
  const held = slots.filter(({ holder, leaseUntil }) => holder !== null && leaseUntil === null);
  const seen = new Set<string>();
  let rightly = 0;
  for (const { slot, holder } of held) {
    const object = `slot ${slot} of ${datasetId}`;
    const batchId = holder ?? '';
    const item = items.get(batchId);
    if (seen.has(batchId)) differences.push({ object, message: `is the second slot of batch ${batchId}` });
    else if (item === undefined) differences.push({ object, message: `is held by ${batchId}, which is no batch` });
    else if (!open.has(item.state))
      differences.push({ object, message: `is held by batch ${batchId}, which is ${item.state}` });
    else if (slot >= slotLimit) differences.push({ object, message: `is held, but there are only ${slotLimit} slots` });
    else rightly += 1;
    seen.add(batchId);
  }
  return equation(
    'slots-held',
    datasetId,
    ['slots held by batches', held.length],
    ['of open batches', rightly],
    differences,
  );
}
