import type { BatchHead, DatasetConfig } from '@sluice/protocol';
import type { BatchHeadAt } from '../batch/batch-head.ts';
import { type BatchPlace, readBatchHead, readManifest } from '../batch/documents.ts';
import { finishLost } from '../batch/lost-attempts.ts';
import { PREPARE_SECONDS, prepare } from '../batch/prepare.ts';
import { filesOf, HOUR, holdSlot, recordRun } from '../batch/start.ts';
import { aboutRun, stepNow } from '../batch/step.ts';
import { ControlPlaneError } from '../errors.ts';
import type { BatchRecord } from '../model.ts';
import type { JobRun } from '../ports/job-runs.ts';
import { hasTime, type LakePorts } from '../ports/lake-ports.ts';
import { patiently } from '../ports/patience.ts';
import { moveBatch } from '../transitions.ts';
import { endAttempt, startAttempt, takeStart } from './attempts.ts';
import { judge, type Verdict } from './judge.ts';
import { settleMembers } from './members.ts';
import { runMetrics } from './run-metrics.ts';
import { freeSlotsOf, repairSlots } from './slots.ts';

/** What one reconcile did, and what it found. */
export interface ReconcileSummary {
  readonly datasetId: string;
  readonly batches: readonly ReconciledBatch[];
  readonly slotsFreed: number;
}

/** An open batch and what was done about it, in this order. The last one is why it was left as it is. */
export interface ReconciledBatch {
  readonly batchId: string;
  readonly steps: readonly string[];
}

/** A batch goes through so many steps at most in one look: prepare, start, end, start again, fail, settle. */
const MAX_STEPS = 8;

/**
 * Brings every open batch as far as it can get: its batch head and its runs say where it stands. May be called by
 * anyone, at any time, by several at once, and be cut off anywhere. One batch that cannot be handled holds up no other;
 * the first such error is thrown at the end, so that the call shows as failed.
 *
 * @example
 * const summary = await reconcile(ports, config);
 */
export async function reconcile(ports: LakePorts, config: DatasetConfig): Promise<ReconcileSummary> {
  const batches: ReconciledBatch[] = [];
  let failure: unknown;
  for (const batch of await ports.ledger.openBatches(config.datasetId)) {
    if (!hasTime(ports)) break;
    try {
      batches.push({ batchId: batch.batchId, steps: await bringFurther(ports, config, batch) });
    } catch (error) {
      failure ??= error;
      const { code = 'SLC9000', message } = error as { readonly code?: string; readonly message: string };
      ports.telemetry.event('batch-error', { dataset_id: config.datasetId, batch_id: batch.batchId, code, message });
    }
  }
  const wereSettled = batches.filter(({ steps }) => steps.includes('settle')).length;
  const slotsFreed = wereSettled + (await repairSlots(ports, config));
  if (slotsFreed > 0 && config.dispatchFunction !== null) await nudgeDispatch(ports, config, config.dispatchFunction);
  if (failure !== undefined) throw failure;
  return { datasetId: config.datasetId, batches, slotsFreed };
}

async function bringFurther(ports: LakePorts, config: DatasetConfig, open: BatchRecord): Promise<readonly string[]> {
  const place = { ports, config, batchId: open.batchId };
  const steps: string[] = [];
  let batch: BatchRecord | undefined = open;
  while (batch !== undefined && isOpen(batch) && steps.length < MAX_STEPS && hasTime(ports)) {
    const { batchHead, runs } = await evidenceOf(ports, place, batch);
    const verdict = judge({
      batch,
      batchHead: batchHead?.document,
      runs,
      now: ports.clock.now(),
      graceSeconds: config.graceSeconds,
      leaseSeconds: ports.isAlone === true ? 0 : PREPARE_SECONDS,
    });
    steps.push(verdict.do === 'wait' ? `wait: ${verdict.why}` : verdict.do);
    if (verdict.do === 'stuck')
      throw new ControlPlaneError(
        'SLC9024',
        `batch ${batch.batchId} is ${batch.state}(${batch.attempt}): ${verdict.why}`,
      );
    if (verdict.do === 'wait') break;
    if (!(await act(ports, place, batch, batchHead, runs, verdict))) break;
    batch = await ports.ledger.batch(batch.datasetId, batch.batchId);
  }
  return steps;
}

/** Batch head first: a run that ends between the two looks is seen as over together with what it left. */
async function evidenceOf(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
): Promise<{ readonly batchHead: BatchHeadAt | undefined; readonly runs: readonly JobRun[] }> {
  if (batch.state === 'PREPARING') return { batchHead: undefined, runs: [] };
  const runs = await runsOf(ports, place.config, batch);
  const batchHead = await readBatchHead(place);
  return { batchHead, runs: await withRun(ports, place.config, runs, batchHead?.document.run_id ?? null) };
}

/** The runs that carry the batch's id, and the one that its item names even if the list does not show it yet. */
async function runsOf(ports: LakePorts, config: DatasetConfig, batch: BatchRecord): Promise<readonly JobRun[]> {
  const from = new Date(Date.parse(batch.createdAt) - HOUR);
  const listed = await patiently(ports.clock, () => ports.runs.since(config.job, from));
  return withRun(
    ports,
    config,
    listed.filter(({ batchId }) => batchId === batch.batchId),
    batch.jobRunId,
  );
}

async function withRun(
  ports: LakePorts,
  config: DatasetConfig,
  runs: readonly JobRun[],
  runId: string | null,
): Promise<readonly JobRun[]> {
  if (runId === null || runs.some(({ id }) => id === runId)) return runs;
  const run = await patiently(ports.clock, () => ports.runs.get(config.job, runId));
  return run === undefined ? runs : [...runs, run];
}

/** Does what the verdict says. False: nothing more can be done about this batch now. */
async function act(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
  batchHead: BatchHeadAt | undefined,
  runs: readonly JobRun[],
  verdict: Verdict,
): Promise<boolean> {
  const { config } = place;
  switch (verdict.do) {
    case 'prepare':
      return prepareAndStart(ports, place, batch);
    case 'start':
      return takeStart(ports, place, batch);
    case 'adopt': {
      // It goes on or went on: it has a right to a slot, though it may have to do without one.
      const slot = (await holdSlot(ports, config, batch)) ?? null;
      await recordRun(
        ports,
        batch,
        { jobRunId: verdict.run.id, slot },
        'reconcile',
        await filesOf(ports, config, await readManifest(place)),
      );
      return true;
    }
    case 'commit':
      return batchHead === undefined ? false : commit(ports, place, batch, batchHead.document, runs);
    case 'end-attempt':
      if (batchHead !== undefined) await endAttempt(ports, place, batch, batchHead, verdict.run);
      return true;
    case 'settle':
      return settle(ports, place, batch, batchHead?.document, runs);
    default:
      return false;
  }
}

async function prepareAndStart(ports: LakePorts, place: BatchPlace, batch: BatchRecord): Promise<boolean> {
  const prepared = await prepare(ports, place, batch, await readManifest(place), 'reconcile');
  if (prepared.kind !== 'ready') return false;
  return startAttempt(ports, place, prepared.batch);
}

/** STARTED -> COMMITTED: from here on the batch's item says that its files are in. */
async function commit(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
  batchHead: BatchHead,
  runs: readonly JobRun[],
): Promise<boolean> {
  const step = stepNow(ports.clock, 'reconcile');
  const change = {
    attempt: batchHead.attempt,
    jobRunId: batchHead.run_id,
    committedAt: batchHead.updated_at,
    reason: null,
    detail: null,
  };
  const moved = await ports.ledger.moveBatch(moveBatch(batch, 'COMMITTED', step, change));
  if (moved.kind === 'lost') return true;
  ports.telemetry.metrics(place.config.datasetId, [
    { name: 'RowsAccepted', value: batchHead.counts?.accepted ?? 0, unit: 'Count' },
    { name: 'RowsRejected', value: batchHead.counts?.rejected ?? 0, unit: 'Count' },
  ]);
  // A run that is over is settled with all else in a moment; for one that still tidies up the files need not wait.
  if (!runs.every(({ isOver }) => isOver))
    await settleMembers(ports, place.config, moved.item, await readManifest(place), batchHead);
  return true;
}

/**
 * COMMITTED or FAILED -> SETTLED: what lost is finished, every member has its end, and the slot is free. In this order.
 */
async function settle(
  ports: LakePorts,
  place: BatchPlace,
  batch: BatchRecord,
  batchHead: BatchHead | undefined,
  runs: readonly JobRun[],
): Promise<boolean> {
  const { config } = place;
  if (batchHead === undefined)
    throw new ControlPlaneError('SLC9024', `the batch head of batch ${batch.batchId} is gone`);
  await finishLost(place, batchHead);
  const members = await settleMembers(ports, config, batch, await readManifest(place), batchHead);
  const step = stepNow(ports.clock, 'reconcile');
  const settled = await ports.ledger.moveBatch(moveBatch(batch, 'SETTLED', step, { slot: null }));
  if (settled.kind === 'done') {
    if (batch.state === 'COMMITTED') {
      const run = runs.find(({ id }) => id === batchHead.run_id);
      ports.telemetry.metrics(config.datasetId, runMetrics(run, true, undefined));
    }
    ports.telemetry.event('batch-settled', { ...aboutRun(batch), ...members, state: batch.state });
  }
  await freeSlotsOf(ports, config, batch.batchId);
  return true;
}

const isOpen = ({ state }: BatchRecord) => state !== 'SETTLED' && state !== 'RELEASED';

/** Best effort: the schedule wakes dispatch up within a minute anyway. */
async function nudgeDispatch(ports: LakePorts, config: DatasetConfig, dispatchFunction: string): Promise<void> {
  try {
    await ports.nudge.nudge(dispatchFunction, 'a slot is free');
  } catch (error) {
    ports.telemetry.event('nudge-failed', { dataset_id: config.datasetId, why: (error as Error).name });
  }
}
