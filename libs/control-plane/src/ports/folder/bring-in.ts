import type { BatchHead, DatasetConfig, RunReport } from '@sluice/protocol';
import { readBatchHead, readReport } from '../../batch/documents.ts';
import { dispatch } from '../../dispatch/dispatch.ts';
import type { Dataset } from '../../intake/judge-object.ts';
import type { BatchRecord, FileRecord } from '../../model.ts';
import { reconcile } from '../../reconcile/reconcile.ts';
import { moveFile } from '../../transitions.ts';
import type { JobRun } from '../job-runs.ts';
import type { FolderLake } from './folder-paths.ts';
import type { FolderPorts } from './folder-ports.ts';
import { type TakenIn, takeIn } from './way-in.ts';

/** What bringing a folder in needs. The caller holds the lake's lock: nobody else cuts or takes over meanwhile. */
export interface BringIn {
  readonly lake: FolderLake;
  readonly ports: FolderPorts;
  readonly config: DatasetConfig;
  readonly dataset: Dataset;
  readonly signal: AbortSignal;
  readonly onFiles?: (total: number) => void;
  readonly onFile?: (name: string) => void;
  /** Told once everything is decided, before the first batch is cut. */
  readonly onTakenIn?: (taken: TakenIn) => Promise<void> | void;
  readonly onSettled?: (batch: SettledBatch) => void;
}

/** A batch that came to its end while the folder was brought in. */
export interface SettledBatch {
  readonly batch: BatchRecord;
  readonly batchHead: BatchHead;
  /** Runs that were started meanwhile. */
  readonly runs: number;
  /** What the last attempt that left one reports, when it failed. */
  readonly report: RunReport | undefined;
  /** The last words of its last run, when it failed. */
  readonly lastWords: string | null;
}

/** What became of a folder. */
export interface BroughtIn {
  readonly taken: TakenIn;
  readonly settled: readonly SettledBatch[];
  /** Batches that an earlier command had left open. */
  readonly recovered: number;
}

/** A run takes seconds; asking more often takes CPU from it. */
const POLL_MILLISECONDS = 250;
/** How long runs may take themselves back before they are killed. */
const STOP_MILLISECONDS = 15_000;

/**
 * Takes the files of a folder in and works the lake off: dispatch and reconcile in turns, as the schedules of a
 * deployed lake call them, until nothing waits and nothing is open. It may be cut off anywhere; the next call goes on.
 *
 * @throws whatever `signal` was aborted with, after the runs have taken themselves back
 */
export async function bringIn(folder: string, task: BringIn): Promise<BroughtIn> {
  const { lake, ports, config, dataset, signal, onFiles, onFile } = task;
  const { ledger, store, ranges, clock } = ports;
  const since = clock.now();
  await freeDispatchersHolds(task);
  const left = await ledger.openBatches(config.datasetId);
  await releaseFailed(task);
  const taken = await takeIn(folder, {
    ...{ lake, ledger, store, ranges, config, dataset, signal },
    now: () => clock.now(),
    ...(onFiles && { onFiles }),
    ...(onFile && { onFile }),
  });
  await task.onTakenIn?.(taken);
  try {
    return { taken, settled: await workOff(task, since, left), recovered: left.length };
  } catch (error) {
    // Nobody would look after them any more.
    await stopRuns(task, left, since);
    throw error;
  }
}

async function workOff(task: BringIn, since: Date, left: readonly BatchRecord[]): Promise<readonly SettledBatch[]> {
  const { ports, config, signal, onSettled } = task;
  const { ledger, clock } = ports;
  const open = new Set(left.map(({ batchId }) => batchId));
  const settled: SettledBatch[] = [];
  for (;;) {
    signal.throwIfAborted();
    const { batches } = await dispatch(ports, config, { now: true });
    for (const { batchId } of batches) open.add(batchId);
    await reconcile(ports, config);
    for (const batchId of open) {
      const batch = await ledger.batch(config.datasetId, batchId);
      if (batch?.state === 'RELEASED') open.delete(batchId);
      if (batch?.state !== 'SETTLED') continue;
      open.delete(batchId);
      const one = await settledBatch(task, batch, since);
      settled.push(one);
      onSettled?.(one);
    }
    const waits = await ledger.pending(config.datasetId, 1);
    if (open.size === 0 && waits.length === 0) return settled;
    if (open.size > 0) await clock.sleep(POLL_MILLISECONDS);
  }
}

/** A dispatcher's hold on a slot ends by itself, in minutes; under the lake's lock its holder is known to be gone. */
async function freeDispatchersHolds({ ports: { ledger }, config }: BringIn): Promise<void> {
  for (const { slot, holder, leaseUntil } of await ledger.slots(config.datasetId))
    if (holder !== null && leaseUntil !== null) await ledger.freeSlot(config.datasetId, slot, holder);
}

/** Files of batches that failed as a whole are tried again: who calls has perhaps taken away what made them fail. */
async function releaseFailed({ ports: { ledger, clock }, config }: BringIn): Promise<void> {
  const failed: FileRecord[] = [];
  for await (const { datasetId, bucket, key, versionId } of ledger.quarantined(config.datasetId)) {
    const file = await ledger.file({ datasetId, bucket, key, versionId });
    const batch = file?.batchId == null ? undefined : await ledger.batch(config.datasetId, file.batchId);
    if (file !== undefined && batch?.state === 'SETTLED' && batch.committedAt === null) failed.push(file);
  }
  const step = { at: clock.now().toISOString(), actor: 'operator:run' } as const;
  const again = { lane: '', reason: null, detail: null, place: null, batchId: null, attempt: null, jobRunId: null };
  await ledger.moveFiles(failed.map((file) => moveFile(file, ['QUARANTINED', 'RECEIVED'], step, again)));
}

async function settledBatch(task: BringIn, batch: BatchRecord, since: Date): Promise<SettledBatch> {
  const { ports, config } = task;
  const place = { ports, config, batchId: batch.batchId };
  // A batch is settled by its batch head; it was read a moment ago.
  const batchHead = (await readBatchHead(place))?.document as BatchHead;
  const runs = (await ports.runs.since(config.job, since)).filter(({ batchId }) => batchId === batch.batchId);
  if (batchHead.state === 'committed')
    return { batch, batchHead, runs: runs.length, report: undefined, lastWords: null };
  let report: RunReport | undefined;
  for (let attempt = batchHead.attempt; attempt >= 1 && report === undefined; attempt -= 1)
    report = await readReport(place, attempt);
  return { batch, batchHead, runs: runs.length, report, lastWords: runs.at(-1)?.message ?? null };
}

/** SIGINT to every run of this lake's dataset; what does not take itself back is killed. */
async function stopRuns({ ports, config }: BringIn, left: readonly BatchRecord[], since: Date): Promise<void> {
  const { runs, clock } = ports;
  const first = new Date(Math.min(since.getTime(), ...left.map(({ createdAt }) => Date.parse(createdAt))));
  let going: readonly JobRun[] = await runs.stop(config.job, first, 'SIGINT');
  const deadline = clock.now().getTime() + STOP_MILLISECONDS;
  while (going.length > 0) {
    await clock.sleep(50);
    going = (await runs.since(config.job, first)).filter(({ isOver }) => !isOver);
    if (going.length > 0 && clock.now().getTime() > deadline) going = await runs.stop(config.job, first, 'SIGKILL');
  }
}
