import type { DatasetSnapshot, Equation } from '../snapshot.ts';
import { batchesFinal } from './batches-final.ts';
import { countsAddUp } from './counts.ts';
import { footerRows } from './footer-rows.ts';
import { objectsCommitted } from './objects-committed.ts';
import { partitionsRegistered } from './partitions.ts';
import { queuedCommitted } from './queued-committed.ts';
import { rawDecided } from './raw-decided.ts';
import { reasonsAgree } from './reasons.ts';
import { recounted } from './recounted.ts';

/** All equations of a dataset, in the order of a file's way. */
export function equationsOf(snapshot: DatasetSnapshot): readonly Equation[] {
  return [
    rawDecided(snapshot),
    queuedCommitted(snapshot),
    batchesFinal(snapshot),
    recounted(snapshot),
    countsAddUp(snapshot),
    objectsCommitted(snapshot, 'data'),
    footerRows(snapshot, 'data'),
    objectsCommitted(snapshot, 'quarantine'),
    footerRows(snapshot, 'quarantine'),
    reasonsAgree(snapshot),
    partitionsRegistered(snapshot),
  ];
}
