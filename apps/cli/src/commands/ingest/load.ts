import { availableParallelism } from 'node:os';
import { readBatches } from '@sluice/lake';
import { BUCKETS, inParallel, keysUnder, type Lake, removeLeftovers } from '@sluice/lake/folder';
import type { Manifest } from '@sluice/protocol';
import { throwIfInterrupted } from '@sluice/terminal';
import { manifestOf, writeBatch, writeHead } from './batches.ts';
import { cutBatches, pendingMembers, unsettled } from './cut.ts';
import { type Intake, takeIn } from './intake.ts';
import { codeDigest, type PreparedDataset } from './prepared.ts';
import { type SettledBatch, type SettleOptions, settleBatch, takeOver } from './settle.ts';

/** What was let in, and the batches that wait to be run. */
export interface Admitted {
  readonly dataset: PreparedDataset;
  readonly intake: Intake;
  /** Batches that a killed command left come first. */
  readonly manifests: readonly Manifest[];
  /** How many of them are such. */
  readonly recovered: number;
}

/** What admitting needs. */
export interface AdmitOptions {
  readonly lake: Lake;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onFiles: (total: number) => void;
  readonly onFile: (name: string) => void;
}

/** Removes what a killed command left half written and finishes what it left half removed. Under the lake's lock. */
export async function recoverLake(options: SettleOptions): Promise<void> {
  const { lake } = options;
  await removeLeftovers(lake);
  const working = [
    ...(await keysUnder(lake, BUCKETS.control, 'staging')),
    ...(await keysUnder(lake, BUCKETS.control, 'in')),
  ];
  if (working.length === 0) return;
  for (const { batchId, manifest, head } of await readBatches(lake)) {
    const isFinal = head?.state === 'committed' || head?.state === 'failed';
    if (isFinal && manifest !== undefined && working.some((key) => key.includes(batchId)))
      await takeOver(manifest, options, false);
  }
}

/** Takes the files of a folder in and cuts what may go on into batches, all written down before the first one runs. */
export async function admit(dataset: PreparedDataset, folder: string, options: AdmitOptions): Promise<Admitted> {
  const { lake, signal, now, onFile, onFiles } = options;
  const { plan, planDigest, judge } = dataset;
  const contractVersion = dataset.contract.dataset.version;
  const intake = await takeIn(lake, folder, { plan, planDigest, contractVersion, judge, signal, now, onFile, onFiles });
  const batches = await readBatches(lake);
  const left = unsettled(batches, dataset.id);
  for (const { manifest, head } of left) if (head === undefined) await writeHead(lake, manifest, now());
  const digest = await codeDigest();
  const cut = cutBatches(pendingMembers(intake.decisions, batches), dataset.contract.dataset.batch).map((members) =>
    manifestOf(dataset, members, digest, now()),
  );
  for (const manifest of cut) {
    throwIfInterrupted(signal);
    await writeBatch(lake, manifest, dataset.planText, now());
  }
  return { dataset, intake, manifests: [...left.map(({ manifest }) => manifest), ...cut], recovered: left.length };
}

/** Memory that a run's JVM and Python may take. */
const BYTES_PER_RUN = 2.5 * 1024 ** 3;

/** Runs at once: two where cores and memory allow it, for half of a short run is start-up. */
export function slotsOf(wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  return Math.max(1, Math.min(2, availableParallelism(), Math.floor(process.availableMemory() / BYTES_PER_RUN)));
}

/** Settles batches, so many at once; each as soon as a slot is free. */
export async function settleAll(
  manifests: readonly Manifest[],
  slots: number,
  options: SettleOptions,
  onSettled: (batch: SettledBatch) => void,
): Promise<readonly SettledBatch[]> {
  return inParallel(manifests, slots, async (manifest) => {
    throwIfInterrupted(options.signal);
    const settled = await settleBatch(manifest, options);
    onSettled(settled);
    return settled;
  });
}
