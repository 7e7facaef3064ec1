import type { DatasetStock, Equation, LedgerSnapshot } from '../snapshot.ts';
import { countsAddUp } from './counts.ts';
import { footerRows } from './footer-rows.ts';
import { itemsAndHeads } from './items-and-heads.ts';
import { membersSettled } from './members-settled.ts';
import { objectsCommitted } from './objects-committed.ts';
import { partitionsRegistered } from './partitions.ts';
import { reasonsAgree } from './reasons.ts';
import { recounted } from './recounted.ts';
import { slotsHeld } from './slots-held.ts';
import { versionsDecided } from './versions-decided.ts';

/** All equations of a dataset, in the order of a file's way. */
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
