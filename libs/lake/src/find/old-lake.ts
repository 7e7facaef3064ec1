import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { isOldBatchFolder, OLD_BATCHES_PREFIX } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from './target.ts';

/**
 * Refuses a lake whose control bucket holds batches of an older release. One request: one name is enough, and of a
 * dataset that is called `batches` there are four. Who may not list the bucket can read no batch of it, old or new: a
 * query alone needs no such right, and what reads batches is refused by S3 itself.
 *
 * @throws LakeError SLC8041
 */
export async function refuseOldLake({ s3, names }: Pick<Target, 's3' | 'names'>): Promise<void> {
  const bucket = names.controlBucket;
  const page = new ListObjectsV2Command({ Bucket: bucket, Prefix: OLD_BATCHES_PREFIX, Delimiter: '/' });
  const answer = await s3.send(page).catch((error: unknown) => {
    if ((error as Error).name === 'AccessDenied') return undefined;
    throw error;
  });
  const found = (answer?.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix);
  const old = found.find((prefix) => isOldBatchFolder(prefix.slice(OLD_BATCHES_PREFIX.length, -1)));
  if (old !== undefined) throw new LakeError('SLC8041', `${bucket} holds batches whose keys name no dataset (${old})`);
}
