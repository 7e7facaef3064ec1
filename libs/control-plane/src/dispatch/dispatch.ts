import type { DatasetConfig } from '@sluice/protocol';
import { createManifest, manifestOf } from '../batch/documents.ts';
import { prepare, preparingBatch } from '../batch/prepare.ts';
import { leaseFrom, startRun } from '../batch/start.ts';
import type { PendingFile } from '../model.ts';
import { type BatchPorts, hasTime } from '../ports/lake-ports.ts';
import { ageSeconds, type Cut, type CutReason, cut } from './cut.ts';
import { pinAssets, pinsFor } from './pins.ts';

/** What one dispatch did. */
export interface DispatchSummary {
  readonly datasetId: string;
  /** Batches that were cut and brought to their start. */
  readonly batches: readonly DispatchedBatch[];
  /** Batches given up because a member was taken by somebody else; their files wait again. */
  readonly released: number;
  /** Files that still wait; at least so many when there are more than one look shows. */
  readonly pending: number;
  readonly oldestPendingSeconds: number;
  readonly slotsFree: number;
}

/** A batch that was cut. */
export interface DispatchedBatch {
  readonly batchId: string;
  readonly why: CutReason;
  readonly files: number;
  readonly bytes: number;
  /** Null: Glue had no room, or its answer was lost. Reconcile starts it. */
  readonly jobRunId: string | null;
}

/** How a dispatch may differ from the usual one. */
export interface DispatchOptions {
  /** Cut whatever waits, due or not. */
  readonly now?: boolean;
}

/** One look at the waiting files shows at most so many; more than enough for the largest batches of several slots. */
const LOOK = 10_000;
/** Others may take the same files at the same moment; after so many losses in a row the next minute will do. */
const MAX_LOSSES = 5;

/**
 * Cuts batches of waiting files and starts their runs, as long as there are slots, due files and time. A slot is taken
 * first: nothing is cut that could not run.
 *
 * @example
 * const summary = await dispatch(ports, config, { now: true });
 */
export async function dispatch(
  ports: BatchPorts,
  config: DatasetConfig,
  options: DispatchOptions = {},
): Promise<DispatchSummary> {
  const { ledger, clock, newId } = ports;
  const { datasetId } = config;
  const batches: DispatchedBatch[] = [];
  let [released, losses] = [0, 0];
  let waiting = await ledger.pending(datasetId, LOOK);
  let isWhole = waiting.length < LOOK;
  while (losses < MAX_LOSSES && hasTime(ports)) {
    const due = cut(waiting, config.batch, clock.now(), options.now);
    if (due === undefined && isWhole) break;
    if (due === undefined) {
      // What was seen is used up, and there is more.
      waiting = await ledger.pending(datasetId, LOOK);
      if (cut(waiting, config.batch, clock.now(), options.now) === undefined) break;
      isWhole = waiting.length < LOOK;
      continue;
    }
    const holder = newId();
    const taken = await ledger.takeSlot({ datasetId, slots: config.slots, holder, ...leaseFrom(clock.now()) });
    if (taken === undefined) break;
    const outcome = await cutBatch(ports, config, due, taken.slot, holder);
    if (typeof outcome === 'string') {
      await ledger.freeSlot(datasetId, taken.slot, holder);
      losses += 1;
    } else {
      batches.push(outcome);
      losses = 0;
    }
    const gone = new Set(due.files);
    waiting = waiting.filter((file) => !gone.has(file));
    if (outcome !== 'released') continue;
    released += 1;
    // Two dispatchers met. Out of step, they will not meet again.
    await clock.sleep(50 + Math.random() * 200);
    waiting = await ledger.pending(datasetId, LOOK);
    isWhole = waiting.length < LOOK;
  }
  return told(ports, config, { datasetId, batches, released, waiting });
}

/**
 * One batch, in an order in which every crash leaves something that reconcile can finish: pins, manifest, batch item,
 * members, batch head, STARTED, slot, run.
 *
 * @returns `elsewhere` when somebody else has this very batch, `released` when one of its files is in another
 */
async function cutBatch(
  ports: BatchPorts,
  config: DatasetConfig,
  due: Cut,
  slot: number,
  holder: string,
): Promise<DispatchedBatch | 'released' | 'elsewhere'> {
  const { ledger, clock, telemetry } = ports;
  const [oldest] = due.files;
  if (oldest === undefined) return 'elsewhere';
  await pinAssets(ports, config);
  const pins = await pinsFor(ports, config, oldest);
  const wanted = manifestOf(config, due.files, pins, clock.now());
  const place = { ports, config, batchId: wanted.batch_id };
  const manifest = await createManifest(place, wanted);
  const detail = pins.isAnother
    ? `queued for plan ${oldest.planDigest}, which no batch has used: the deployed one is run`
    : null;
  const created = await ledger.createBatch(
    preparingBatch(config, manifest, { lane: oldest.lane, slot, detail }, clock.now()),
  );
  if (created.kind === 'lost') return 'elsewhere';
  const prepared = await prepare(ports, place, created.item, manifest, 'dispatch');
  if (prepared.kind !== 'ready') return prepared.kind;

  const { batch, files } = prepared;
  telemetry.metrics(config.datasetId, [
    { name: 'BatchFiles', value: batch.files, unit: 'Count' },
    { name: 'BatchBytes', value: batch.bytes, unit: 'Bytes' },
  ]);
  const cutOne = { batchId: batch.batchId, why: due.why, files: batch.files, bytes: batch.bytes };
  // The hold was over before it was handed on: without a slot nothing is started, reconcile waits for one.
  if (!(await ledger.bindSlot(config.datasetId, slot, holder, batch.batchId))) return { ...cutOne, jobRunId: null };
  const started = await startRun(ports, config, batch, slot, 'dispatch', async () => files);
  return { ...cutOne, jobRunId: started?.jobRunId ?? null };
}

/** Figures of every look, also when nothing waits: an alarm needs the zero. */
async function told(
  { ledger, clock, telemetry }: BatchPorts,
  config: DatasetConfig,
  {
    datasetId,
    batches,
    released,
    waiting,
  }: Pick<DispatchSummary, 'datasetId' | 'batches' | 'released'> & { waiting: readonly PendingFile[] },
): Promise<DispatchSummary> {
  const now = clock.now().toISOString();
  const held = (await ledger.slots(datasetId)).filter(
    ({ slot, holder, leaseUntil }) =>
      slot < config.slots && holder !== null && (leaseUntil === null || leaseUntil >= now),
  );
  const slotsFree = config.slots - held.length;
  const oldestPendingSeconds = waiting.reduce((oldest, file) => Math.max(oldest, ageSeconds(file, clock.now())), 0);
  telemetry.metrics(datasetId, [
    { name: 'PendingFiles', value: waiting.length, unit: 'Count' },
    { name: 'OldestPendingAge', value: oldestPendingSeconds, unit: 'Seconds' },
    { name: 'SlotsFree', value: slotsFree, unit: 'Count' },
  ]);
  return { datasetId, batches, released, pending: waiting.length, oldestPendingSeconds, slotsFree };
}
