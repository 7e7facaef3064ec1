import { type BatchHead, type Intent, inputsPrefix, intentKey, stagingPrefix } from '@sluice/protocol';
import { ControlPlaneError } from '../errors.ts';
import { patiently } from '../ports/patience.ts';
import { type BatchPlace, createOnce, readIntent } from './documents.ts';

/** Every earlier attempt is looked at: a damaged number would keep a Lambda busy for ever. */
const MAX_ATTEMPT = 10_000;

/**
 * Finishes the attempts that this head says have lost, so that nothing of them remains and nothing more can come.
 * Anyone may do this, at any time, any number of times, and be cut off anywhere. The same as `recover.finish` of the
 * job.
 */
export async function finishLost(place: BatchPlace, head: BatchHead): Promise<void> {
  if (head.attempt > MAX_ATTEMPT)
    throw new ControlPlaneError('SLC9024', `batch ${place.batchId}: attempt ${head.attempt} cannot be`);
  const below = head.state === 'failed' ? head.attempt + 1 : head.attempt;
  for (let attempt = 1; attempt < below; attempt += 1) await finishAttempt(place, attempt);
  if (head.state !== 'committed' && head.state !== 'failed') return;
  // Also what the run that committed may not have come to. All attempts share the inputs: they go when the head is
  // final.
  await forget(place, stagingPrefix(place.config.datasetId, place.batchId, head.attempt));
  await forget(place, inputsPrefix(place.config.datasetId, place.batchId));
}

/**
 * One lost attempt. The order matters: with its intent closed it can begin no copy; with its staging deleted no copy
 * that it has begun can succeed; only then are its keys removed, by name.
 */
async function finishAttempt(place: BatchPlace, attempt: number): Promise<void> {
  const intent = await closeIntent(place, attempt);
  await forget(place, stagingPrefix(place.config.datasetId, place.batchId, attempt));
  for (const [bucket, keys] of removable(place, intent)) {
    await patiently(place.ports.clock, () => place.ports.store.delete(bucket, keys));
  }
}

/** Makes sure that an attempt has an intent, closed unless its run was faster, and returns the one that stands. */
async function closeIntent(place: BatchPlace, attempt: number): Promise<Intent> {
  const closed: Intent = { intent_format: 1, batch_id: place.batchId, attempt, run_id: null, closed: true, keys: [] };
  await createOnce(place, intentKey(place.config.datasetId, place.batchId, attempt), closed);
  const standing = await readIntent(place, attempt);
  if (standing === undefined)
    throw new ControlPlaneError('SLC9024', `the intent of ${place.batchId}-${attempt} is gone`);
  return standing;
}

/** The intent's keys by bucket, each proved to be a name that this attempt alone may have. */
export function removable({ config, batchId }: BatchPlace, intent: Intent): ReadonlyMap<string, readonly string[]> {
  const byBucket = new Map<string, string[]>();
  for (const { bucket, key } of intent.keys) {
    const [dataset] = key.split('/', 1);
    const name = key.slice(key.lastIndexOf('/') + 1);
    const isOurs =
      (bucket === config.processedBucket || bucket === config.quarantineBucket) &&
      dataset === config.datasetId &&
      key !== name &&
      name.startsWith(`${batchId}-${intent.attempt}-`);
    if (!isOurs)
      throw new ControlPlaneError(
        'SLC9024',
        `${config.controlBucket}/${intentKey(config.datasetId, batchId, intent.attempt)}: ` +
          `${bucket}/${key.slice(0, 200)} is no file of this attempt`,
      );
    const keys = byBucket.get(bucket) ?? [];
    keys.push(key);
    byBucket.set(bucket, keys);
  }
  return byBucket;
}

/** Deletes what lies under a prefix that only this batch writes to. */
async function forget({ ports: { store, clock }, config }: BatchPlace, prefix: string): Promise<void> {
  const bucket = config.controlBucket;
  const keys = await patiently(clock, () => store.list(bucket, prefix));
  await patiently(clock, () => store.delete(bucket, keys));
}
