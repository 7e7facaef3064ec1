import { type BatchHead, closedAsFailed, openedNext } from '@sluice/protocol';
import { type BatchHeadAt, swapBatchHead } from '../batch/batch-head.ts';
import { type BatchPlace, readManifest, readReport } from '../batch/documents.ts';
import { finishLost } from '../batch/lost-attempts.ts';
import { filesOf, holdSlot, startRun } from '../batch/start.ts';
import { aboutRun, stepNow } from '../batch/step.ts';
import type { BatchRecord } from '../model.ts';
import type { JobRun } from '../ports/job-runs.ts';
import { hasTime, type LakePorts } from '../ports/lake-ports.ts';
import { type BatchChange, moveBatch } from '../transitions.ts';
import { afterFailure } from './failure.ts';
import { runMetrics } from './run-metrics.ts';

/** What became of an attempt that ended without a commit. */
export type Ended = 'again' | 'failed' | 'lost';

/**
 * Ends an attempt that is over without a commit: takes the batch head over, finishes what lost, and writes the next
 * step into the batch's item. The batch head is first: once it says so, a sleeping run can no longer commit.
 */
export async function endAttempt(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
  batchHeadAt: BatchHeadAt,
  run: JobRun | undefined,
): Promise<Ended> {
  const { config } = place;
  const report = await readReport(place, batch.attempt);
  const after = afterFailure({
    attempt: batch.attempt,
    maxAttempts: config.maxAttempts,
    files: batch.files,
    report,
    run,
  });
  // A later attempt that runs already is not for this report to end.
  const isLater = batchHeadAt.document.attempt > batch.attempt && batchHeadAt.document.state === 'running';
  const goesOn = isLater || (after.next === 'again' && batchHeadAt.document.state !== 'failed');
  const batchHead = goesOn ? await opened(ports, place, batch, batchHeadAt) : await closed(ports, place, batchHeadAt);
  if (batchHead === undefined) return 'lost';
  await finishLost(place, batchHead);

  const step = stepNow(ports.clock, 'reconcile');
  const { reason, detail } = after;
  const change: BatchChange = goesOn
    ? { attempt: batchHead.attempt, jobRunId: batchHead.run_id, reason, detail }
    : { reason, detail };
  const moved = await ports.ledger.moveBatch(moveBatch(batch, goesOn ? 'STARTED' : 'FAILED', step, change));
  if (moved.kind === 'lost') return 'lost';
  if (run !== undefined) ports.telemetry.metrics(config.datasetId, runMetrics(run, false, report));
  ports.telemetry.event(goesOn ? 'attempt-failed' : 'batch-failed', { ...aboutRun(batch), reason, detail });
  if (goesOn && batchHead.state === 'open') await startAttempt(ports, place, moved.item);
  return goesOn ? 'again' : 'failed';
}

/** Starts the run of the open attempt, if there is a slot and time for it. Otherwise the next look does. */
export async function startAttempt(ports: LakePorts, place: BatchPlace, batch: BatchRecord): Promise<boolean> {
  if (!hasTime(ports)) return false;
  const slot = await holdSlot(ports, place.config, batch);
  if (slot === undefined) return false;
  const started = await startRun(ports, place.config, batch, slot, 'reconcile', async () =>
    filesOf(ports, place.config, await readManifest(place)),
  );
  return started?.jobRunId != null;
}

/**
 * Starts an attempt that nobody is starting. Several may see that at the same moment, for the ends of several runs wake
 * several: only who gets the step into the ledger starts it, or one slot would hold as many runs as there were who saw
 * it.
 */
export async function takeStart(ports: LakePorts, place: BatchPlace, batch: BatchRecord): Promise<boolean> {
  if (!hasTime(ports) || (await holdSlot(ports, place.config, batch)) === undefined) return false;
  const step = stepNow(ports.clock, 'reconcile');
  const taken = await ports.ledger.moveBatch(moveBatch(batch, 'STARTED', step, { reason: null, detail: null }));
  return taken.kind === 'done' && startAttempt(ports, place, taken.item);
}

/** running(n) or open(n) -> open(n+1), unless somebody has done so already. */
async function opened(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
  at: BatchHeadAt,
): Promise<BatchHead | undefined> {
  if (at.document.attempt > batch.attempt) return at.document;
  const swapped = await swapBatchHead(place, at, openedNext(at.document, ports.clock.now()));
  return swapped.kind === 'won' ? swapped.at.document : undefined;
}

/** running(n) or open(n) -> failed(n), unless it says so. */
async function closed(ports: LakePorts, place: BatchPlace, at: BatchHeadAt): Promise<BatchHead | undefined> {
  if (at.document.state === 'failed') return at.document;
  const swapped = await swapBatchHead(place, at, closedAsFailed(at.document, ports.clock.now()));
  return swapped.kind === 'won' ? swapped.at.document : undefined;
}
