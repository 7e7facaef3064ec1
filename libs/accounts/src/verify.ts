import { ledgerEquationsOf } from './equations/index.ts';
import type { LakeSource } from './lake-source.ts';
import { type LedgerLake, type LedgerReading, readLedgerLake } from './read-ledger-snapshot.ts';
import { type Equation, equation } from './snapshot.ts';

/** The accounts of a lake. */
export interface Verification {
  readonly equations: readonly Equation[];
  readonly datasets: readonly string[];
  /** Every equation holds. */
  readonly holds: boolean;
}

/** The accounts of a lake that may be at work. */
export interface LakeVerification extends Verification {
  /** Batches are under way: what differs may be so only for a moment. */
  readonly isMoving: boolean;
}

/** A lake that works while it is read shows two moments at once: what differs then is looked at again. */
const MOST_LOOKS = 3;

/** Works out every equation of a lake, from its buckets, its ledger and its catalog alone. */
export async function verifyLake(source: LakeSource, reading: LedgerReading): Promise<LakeVerification> {
  for (let look = 1; ; look += 1) {
    const lake = await readLedgerLake(source, reading);
    const { snapshots, isMoving } = lake;
    const equations = [...snapshots.flatMap(ledgerEquationsOf), noStrays(lake), ...nothingHalfWritten(lake)];
    const holds = equations.every((each) => each.holds);
    if (holds || !isMoving || look === MOST_LOOKS)
      return { equations, datasets: snapshots.map(({ datasetId }) => datasetId), holds, isMoving };
  }
}

/** What belongs to no dataset that is known: nobody decides about it, nobody loads it. */
function noStrays({ strays, lost }: LedgerLake): Equation {
  const differences = strays.map((object) => ({
    object,
    message:
      'is a stray: it belongs to no dataset that is deployed; nobody decides about it. Put it under ' +
      'incoming/<dataset>/ and delete this one',
  }));
  return equation(
    'strays',
    '',
    ['objects of no dataset', strays.length + lost.length],
    ['must be', 0],
    [...differences, ...lost],
  );
}

/**
 * Files in the making belong to a run that goes on; without one they are what a killed run left.
 */
function nothingHalfWritten({ halfWritten }: LedgerLake): readonly Equation[] {
  if (halfWritten === undefined) return [];
  const differences = halfWritten.map((object) => ({
    object,
    message: 'was left half written by a run that was killed; the next `sluice run` removes it',
  }));
  return [equation('half-written', '', ['half-written files', halfWritten.length], ['must be', 0], differences)];
}
