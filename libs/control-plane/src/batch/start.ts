import { type DatasetConfig, type Manifest, manifestKey, packageKey, planKey, scriptKey } from '@sluice/protocol';
import { decisionOf } from '../decision.ts';
import type { Changed } from '../ledger/ledger.ts';
import type { Actor, BatchRecord, FileRecord } from '../model.ts';
import type { BatchPorts } from '../ports/lake-ports.ts';
import { Unclear } from '../ports/object-store.ts';
import { patiently } from '../ports/patience.ts';
import { type BatchChange, moveBatch } from '../transitions.ts';
import { PREPARE_SECONDS } from './prepare.ts';
import { stepNow } from './step.ts';

/**
 * A batch without a run whose start found no room, or whose answer was lost: nobody is in the middle of starting it.
 */
export const START_LATER: ReadonlySet<string> = new Set(['start-throttled', 'start-unclear']);

/**
 * The arguments of a batch's run, in Glue's spelling. Everything that it reads lies at a key that names its content.
 */
function runArguments(config: DatasetConfig, batch: BatchRecord): Readonly<Record<string, string>> {
  const control = (key: string) => `s3://${config.controlBucket}/${key}`;
  return {
    '--dataset_id': batch.datasetId,
    '--run_date': batch.runDate,
    '--batch_id': batch.batchId,
    '--attempt': String(batch.attempt),
    '--manifest_uri': control(manifestKey(batch.datasetId, batch.batchId)),
    '--plan_uri': control(planKey(batch.datasetId, batch.planDigest)),
    '--output_uri': `s3://${config.processedBucket}`,
    '--scriptLocation': control(scriptKey(batch.codeDigest)),
    '--extra-py-files': control(packageKey(batch.codeDigest)),
  };
}

/**
 * The slot that this batch holds, or a free one that it takes now. Whose a slot is says the slot alone; the batch's own
 * field is for people.
 */
export async function holdSlot(
  ports: BatchPorts,
  config: DatasetConfig,
  batch: BatchRecord,
): Promise<number | undefined> {
  const { ledger, clock, newId } = ports;
  const own = (await ledger.slots(config.datasetId)).find(({ holder }) => holder === batch.batchId);
  if (own !== undefined) return own.slot;
  const holder = newId();
  const taken = await ledger.takeSlot({
    datasetId: config.datasetId,
    slots: config.slots,
    holder,
    ...leaseFrom(clock.now()),
  });
  if (taken === undefined) return undefined;
  return (await ledger.bindSlot(config.datasetId, taken.slot, holder, batch.batchId)) ? taken.slot : undefined;
}

/** A hold that begins now and ends by itself. */
export function leaseFrom(now: Date): { readonly now: string; readonly leaseUntil: string } {
  return { now: now.toISOString(), leaseUntil: new Date(now.getTime() + PREPARE_SECONDS * 1000).toISOString() };
}

/**
 * Starts the run of a batch's attempt: one StartJobRun. When Glue has no room the batch stays STARTED without a run,
 * and is started later. When the answer is lost the run is looked up by its arguments; if it is not there (yet), the
 * next one who looks decides.
 *
 * @param files the members, for the log: one line each
 */
export async function startRun(
  ports: BatchPorts,
  config: DatasetConfig,
  batch: BatchRecord,
  slot: number,
  actor: Actor,
  files: () => Promise<readonly FileRecord[]>,
): Promise<BatchRecord | undefined> {
  const { runs, clock, telemetry } = ports;
  try {
    const answer = await runs.start(config.job, runArguments(config, batch));
    if (answer.kind === 'started')
      return recordRun(ports, batch, { jobRunId: answer.runId, slot }, actor, await files());
    telemetry.metrics(config.datasetId, [{ name: 'StartThrottled', value: 1, unit: 'Count' }]);
    return await startLater(ports, batch, slot, 'start-throttled', answer.why, actor);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    await clock.sleep(1_000);
    const found = (
      await patiently(clock, () => runs.since(config.job, new Date(Date.parse(batch.createdAt) - HOUR)))
    ).find((run) => run.batchId === batch.batchId && run.attempt === batch.attempt);
    if (found !== undefined) return recordRun(ports, batch, { jobRunId: found.id, slot }, actor, await files());
    return await startLater(ports, batch, slot, 'start-unclear', error.message, actor);
  }
}

/** Clocks differ: a run is looked for from this long before its batch was made. */
export const HOUR = 3_600_000;

/** Writes down which run it is. Whoever was faster has written the same one, or one more that loses the claim. */
export async function recordRun(
  ports: BatchPorts,
  batch: BatchRecord,
  { jobRunId, slot }: { readonly jobRunId: string; readonly slot: number | null },
  actor: Actor,
  files: readonly FileRecord[],
): Promise<BatchRecord | undefined> {
  const { telemetry } = ports;
  const isOver = batch.reason !== null && START_LATER.has(batch.reason);
  const recorded = await stepWithin(
    ports,
    batch,
    { jobRunId, slot, ...(isOver ? { reason: null, detail: null } : {}) },
    actor,
  );
  if (recorded.kind === 'lost') return recorded.now;
  for (const file of files) {
    telemetry.decision({
      ...decisionOf(file, 'started'),
      job_run_id: jobRunId,
      batch_id: batch.batchId,
      attempt: batch.attempt,
    });
  }
  return recorded.item;
}

async function startLater(
  ports: BatchPorts,
  batch: BatchRecord,
  slot: number,
  reason: string,
  detail: string,
  actor: Actor,
): Promise<BatchRecord | undefined> {
  ports.telemetry.event(reason, {
    dataset_id: batch.datasetId,
    batch_id: batch.batchId,
    attempt: batch.attempt,
    detail,
  });
  // Asked every minute until there is room: one line of history is enough.
  if (batch.reason === reason && batch.slot === slot) return batch;
  const noted = await stepWithin(ports, batch, { slot, reason, detail }, actor);
  return noted.kind === 'done' ? noted.item : noted.now;
}

/** STARTED(n) -> STARTED(n) without a run yet, also when somebody else has written something beside it meanwhile. */
async function stepWithin(
  { ledger, clock }: BatchPorts,
  batch: BatchRecord,
  change: BatchChange,
  actor: Actor,
): Promise<Changed<BatchRecord>> {
  let from = batch;
  for (;;) {
    const answer = await ledger.moveBatch(moveBatch(from, 'STARTED', stepNow(clock, actor), change));
    if (answer.kind === 'done') return answer;
    const { now } = answer;
    if (now?.state !== 'STARTED' || now.attempt !== batch.attempt || now.jobRunId !== null) return answer;
    from = now;
  }
}

/** The files of a manifest as the ledger has them: one read each, where nobody has them at hand. */
export async function filesOf(
  ports: BatchPorts,
  config: DatasetConfig,
  manifest: Manifest,
): Promise<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  const READS_AT_ONCE = 25;
  for (let start = 0; start < manifest.members.length; start += READS_AT_ONCE) {
    const chunk = manifest.members.slice(start, start + READS_AT_ONCE);
    const found = await Promise.all(
      chunk.map(({ bucket, key, version_id }) =>
        ports.ledger.file({ datasetId: config.datasetId, bucket, key, versionId: version_id }),
      ),
    );
    files.push(...found.filter((file) => file !== undefined));
  }
  return files;
}
