import type { Target } from '@sluice/lake';
import { ledgerEquationsOf } from './equations/index.ts';
import { type LedgerLake, type LedgerReading, readLedgerLake } from './read-ledger-snapshot.ts';
import { type Equation, equation } from './snapshot.ts';
import type { Verification } from './verify.ts';

/** The accounts of a lake with a ledger. */
export interface LedgerVerification extends Verification {
  /** Batches are under way: what differs may be so only for a moment. */
  readonly isMoving: boolean;
}

/** A lake that works while it is read shows two moments at once: what differs then is looked at again. */
const MOST_LOOKS = 3;

/** Works out every equation of a lake with a ledger, from its buckets, its ledger and its catalog alone. */
export async function verifyLedgerLake(target: Target, reading: LedgerReading): Promise<LedgerVerification> {
  for (let look = 1; ; look += 1) {
    const lake = await readLedgerLake(target, reading);
    const equations = [...lake.snapshots.flatMap(ledgerEquationsOf), noStrays(lake)];
    const holds = equations.every((each) => each.holds);
    if (holds || !lake.isMoving || look === MOST_LOOKS)
      return { equations, datasets: lake.snapshots.map(({ datasetId }) => datasetId), holds, isMoving: lake.isMoving };
  }
}

/** What belongs to no dataset that is deployed: nobody decides about it, nobody loads it. */
function noStrays({ strays }: LedgerLake): Equation {
  const differences = strays.map((object) => ({
    object,
    message:
      'is a stray: it belongs to no dataset that is deployed; nobody decides about it. Put it under ' +
      'incoming/<dataset>/ and delete this one',
  }));
  return equation('strays', '', ['objects of no dataset', strays.length], ['must be', 0], differences);
}
