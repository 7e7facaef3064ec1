import type { DatasetSnapshot, DatasetStock, Equation, LedgerSnapshot } from '../snapshot.ts';
import { batchesFinal } from './batches-final.ts';
import { countsAddUp } from './counts.ts';
import { footerRows } from './footer-rows.ts';
import { itemsAndHeads } from './items-and-heads.ts';
import { membersSettled } from './members-settled.ts';
import { objectsCommitted } from './objects-committed.ts';
import { partitionsRegistered } from './partitions.ts';
import { queuedCommitted } from './queued-committed.ts';
import { rawDecided } from './raw-decided.ts';
import { reasonsAgree } from './reasons.ts';
import { recounted } from './recounted.ts';
import { slotsHeld } from './slots-held.ts';
import { versionsDecided } from './versions-decided.ts';

/** All equations of a dataset, in the order of a file's way. */
export function equationsOf(snapshot: DatasetSnapshot): readonly Equation[] {
  return [rawDecided(snapshot), queuedCommitted(snapshot), batchesFinal(snapshot), ...stockEquations(snapshot)];
}

/**
 * All equations of a dataset in a lake with a ledger. What was loaded is held to the same ones as in a lake on folders.
 */
export function ledgerEquationsOf(snapshot: LedgerSnapshot): readonly Equation[] {
  return [
    versionsDecided(snapshot),
    membersSettled(snapshot),
    itemsAndHeads(snapshot),
    slotsHeld(snapshot),
    ...stockEquations(snapshot),
  ];
}

/** From the raw bytes to the partitions of the catalog. */
function stockEquations(snapshot: DatasetStock): readonly Equation[] {
  return [
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
