import { isOldBatchFolder, OLD_BATCHES_PREFIX } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import { childPrefixes } from '../read/target-objects.ts';
import type { Target } from './target.ts';

/**
 * Refuses a lake whose control bucket holds batches of an older release. One request.
 *
 * @throws LakeError SLC8041
 */
export async function refuseOldLake(target: Pick<Target, 's3' | 'names'>): Promise<void> {
  const bucket = target.names.controlBucket;
  const old = (await childPrefixes(target, bucket, OLD_BATCHES_PREFIX)).find(isOldBatchFolder);
  if (old === undefined) return;
  throw new LakeError('SLC8041', `${bucket} holds batches whose keys name no dataset (${OLD_BATCHES_PREFIX}${old}/)`);
}
