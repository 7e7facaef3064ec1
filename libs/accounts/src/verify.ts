import { BUCKETS, keysUnder, type Lake } from '@sluice/lake/folder';
import { equationsOf } from './equations/index.ts';
import { readSnapshots, type SnapshotOptions } from './read-snapshot.ts';
import { type Equation, equation } from './snapshot.ts';

/** The accounts of a lake. */
export interface Verification {
  readonly equations: readonly Equation[];
  readonly datasets: readonly string[];
  /** Every equation holds. */
  readonly holds: boolean;
}

/** Works out every equation of a lake from nothing but what lies in it. */
export async function verifyLake(lake: Lake, options: SnapshotOptions): Promise<Verification> {
  const snapshots = await readSnapshots(lake, options);
  const equations = [...snapshots.flatMap(equationsOf), await nothingHalfWritten(lake)];
  return {
    equations,
    datasets: snapshots.map((snapshot) => snapshot.datasetId),
    holds: equations.every((each) => each.holds),
  };
}

/**
 * Files in the making belong to a run that goes on; without one they are what a killed run left. Whatever belongs to no
 * dataset is a stray.
 */
async function nothingHalfWritten(lake: Lake): Promise<Equation> {
  const strays = [
    ...(await straysOf(lake, BUCKETS.raw, (key) => /^incoming\/[^/]+\//.test(key))),
    ...(await straysOf(lake, BUCKETS.processed, (key) => key.includes('/'))),
    ...(await straysOf(lake, BUCKETS.quarantine, (key) => key.includes('/'))),
  ];
  const leftovers = [
    ...(await keysUnder(lake, BUCKETS.control, 'tmp/')),
    ...(await keysUnder(lake, BUCKETS.control, 'staging/')),
  ];
  const differences = [
    ...leftovers.map((key) => ({
      object: `${BUCKETS.control}/${key}`,
      message: 'was left half written by a run that was killed; the next `sluice run` removes it',
    })),
    ...strays.map((object) => ({ object, message: 'is a stray: it belongs to no dataset' })),
  ];
  return equation(
    'half-written',
    '',
    ['half-written and stray files', differences.length],
    ['must be', 0],
    differences,
  );
}

async function straysOf(lake: Lake, bucket: string, belongs: (key: string) => boolean): Promise<readonly string[]> {
  return (await keysUnder(lake, bucket, '')).filter((key) => !belongs(key)).map((key) => `${bucket}/${key}`);
}
