import {
  type BatchHead,
  type Intent,
  inputsPrefix,
  intentKey,
  type Manifest,
  type RefusedMember,
  reportKey,
  stagingPrefix,
} from '@sluice/protocol';
import { type BatchHeadAt, swapBatchHead } from '../batch/batch-head.ts';
import { type BatchPlace, bytesOf, createOnce, readBatchHead, readIntent, readManifest } from '../batch/documents.ts';
import { finishLost, removable } from '../batch/lost-attempts.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { patiently } from '../ports/patience.ts';
import type { Actor } from './schedule.ts';

/** What a run does with its files, decided by their names. */
export interface Behaviour {
  /** The file is refused as a whole, and costs nothing else. */
  readonly isRefused: (key: string) => boolean;
  /** The run fails whenever this file is in it, without a word that the control plane knows. */
  readonly isPoison: (key: string) => boolean;
  /** This run fails with this code, whatever is in it. */
  readonly trouble: string | undefined;
}

/** The job's own way to the objects: a plain copy of what is there, which only the job may make. */
export interface JobObjects {
  readonly put: (bucket: string, key: string, body: Uint8Array) => Promise<void>;
  readonly copy: (fromBucket: string, from: string, toBucket: string, to: string) => Promise<StoredObject | undefined>;
}

/** Another attempt or nobody has the batch now. */
class Lost extends Error {}

/** The run fails, and its report says with which code. */
class Trouble extends Error {}

const FILES = 2;

/**
 * One run, as `glue/sluice_glue/run/attempt.py` does it, request by request: claim, stage in, stage out, intent,
 * publish, commit. The rows of a file are its name; the members are dealt over the output files.
 *
 * @returns the exit status: 0 committed or claim lost
 */
export async function runJob(
  actor: Pick<Actor, 'isDead'>,
  place: BatchPlace,
  objects: JobObjects,
  runId: string,
  attempt: number,
  behaviour: Behaviour,
): Promise<number> {
  const manifest = await readManifest(place);
  const claim = await claimBatchHead(place, runId, attempt);
  if (claim === undefined) return 0;
  try {
    await attemptOnce(place, objects, manifest, claim, behaviour);
  } catch (error) {
    if (actor.isDead) throw error;
    return endWithoutCommit(place, objects, claim.document, error);
  }
  return 0;
}

async function claimBatchHead(place: BatchPlace, runId: string, attempt: number): Promise<BatchHeadAt | undefined> {
  const at = await readBatchHead(place);
  if (at === undefined || at.document.state !== 'open' || at.document.attempt !== attempt) return undefined;
  await finishLost(place, at.document);
  const swapped = await swapBatchHead(place, at, next(at.document, { state: 'running', run_id: runId }));
  return swapped.kind === 'won' ? swapped.at : undefined;
}

async function attemptOnce(
  place: BatchPlace,
  objects: JobObjects,
  manifest: Manifest,
  claim: BatchHeadAt,
  behaviour: Behaviour,
): Promise<void> {
  const { config, batchId } = place;
  const { attempt, run_id } = claim.document;
  await objects.put(config.controlBucket, `${inputsPrefix(config.datasetId, batchId)}00000.csv`, bytesOf({}));
  if (manifest.members.some(({ key }) => behaviour.isPoison(key))) throw new Trouble('SLC5199');
  if (behaviour.trouble !== undefined) throw new Trouble(behaviour.trouble);
  const refused = refusedOf(manifest, behaviour);
  const accepted = manifest.members.filter((_member, index) => !refused.some(({ member }) => member === index));
  const files = Array.from({ length: Math.min(FILES, accepted.length) }, (_, number) => {
    const rows = accepted
      .filter((_member, index) => index % FILES === number)
      .map(({ key, version_id }) => `${key}@${version_id}`);
    const key = `${config.datasetId}/day=1/${batchId}-${attempt}-${number}.parquet`;
    return { staged: `${stagingPrefix(config.datasetId, batchId, attempt)}${number}.parquet`, key, rows };
  });
  for (const { staged, rows } of files) await objects.put(config.controlBucket, staged, bytesOf(rows));
  const keys = files.map(({ key, rows }) => ({
    bucket: config.processedBucket,
    key,
    rows: rows.length,
    bytes: 1,
    digest: '0'.repeat(64),
  }));
  const intent: Intent = { intent_format: 1, batch_id: batchId, attempt, run_id, closed: false, keys };
  await createOnce(place, intentKey(config.datasetId, batchId, attempt), intent);
  if ((await readIntent(place, attempt))?.run_id !== run_id) throw new Lost('the intent is closed');
  for (const { staged, key } of files) {
    if ((await objects.copy(config.controlBucket, staged, config.processedBucket, key)) === undefined)
      throw new Lost('the staging is gone');
  }
  const committed = {
    state: 'committed' as const,
    files: keys.map((file) => ({ ...file, partition: { day: '1' }, columns: {}, footer_bytes: 1 })),
    refused,
    counts: { rows_in: accepted.length, accepted: accepted.length, rejected: 0, duplicates: 0, by_reason: {} },
  };
  const swapped = await swapBatchHead(place, claim, next(claim.document, committed));
  if (swapped.kind === 'lost') throw new Lost('the batch head is another’s');
  await finishLost(place, swapped.at.document);
}

/** Not knowing who holds the batch, touch nothing; else remove what this run's own intent names. */
async function endWithoutCommit(
  place: BatchPlace,
  objects: JobObjects,
  claim: BatchHead,
  error: unknown,
): Promise<number> {
  const now = (await readBatchHead(place))?.document;
  if (now === undefined || (now.state === 'committed' && now.run_id === claim.run_id)) return 0;
  const { store, clock } = place.ports;
  const { config, batchId } = place;
  const { attempt } = claim;
  const forget = async (prefix: string) => {
    const keys = await store.list(config.controlBucket, prefix);
    await patiently(clock, () => store.delete(config.controlBucket, keys));
  };
  await forget(stagingPrefix(config.datasetId, batchId, attempt));
  const intent = await readIntent(place, attempt);
  if (intent !== undefined && intent.run_id === claim.run_id) {
    for (const [bucket, keys] of removable(place, intent)) await patiently(clock, () => store.delete(bucket, keys));
  }
  const isStillOurs = now.state === 'running' && now.attempt === attempt && now.run_id === claim.run_id;
  if (!isStillOurs) {
    if (now.state === 'committed' || now.state === 'failed') await forget(inputsPrefix(config.datasetId, batchId));
    return 0;
  }
  const code = error instanceof Trouble ? error.message : 'SLC5199';
  await objects.put(
    config.controlBucket,
    reportKey(config.datasetId, batchId, attempt),
    bytesOf(reportOf(claim, code)),
  );
  return 4;
}

function refusedOf(manifest: Manifest, { isRefused }: Behaviour): readonly RefusedMember[] {
  return manifest.members.flatMap(({ bucket, key, version_id }, member) =>
    isRefused(key) ? [{ member, bucket, key, version_id, reason: 'header-only', detail: 'only a header' }] : [],
  );
}

function reportOf(batchHead: BatchHead, code: string): object {
  const at = batchHead.updated_at;
  const { batch_id, dataset_id, attempt, run_id } = batchHead;
  const nothing = { counts: null, members: [], refused: [], seconds: {}, started_at: at, finished_at: at };
  return {
    report_format: 1,
    batch_id,
    dataset_id,
    attempt,
    run_id,
    outcome: 'failed',
    stage: 'write',
    code,
    message: 'why',
    ...nothing,
  };
}

function next(batchHead: BatchHead, change: Partial<BatchHead>): BatchHead {
  return { ...batchHead, counter: batchHead.counter + 1, ...change };
}
