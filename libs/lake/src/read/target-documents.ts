import type { Target } from '../find/target.ts';
import type { DocumentSource } from './documents.ts';
import { childPrefixes, objectText } from './target-objects.ts';

/** Documents in the control bucket of a lake. */
export function bucketDocuments(target: Pick<Target, 's3' | 'names'>): DocumentSource {
  const { controlBucket, rawBucket, processedBucket, quarantineBucket } = target.names;
  const own = new Set([rawBucket, processedBucket, quarantineBucket]);
  return {
    batchIds: async () => [...(await childPrefixes(target, controlBucket, 'batches/'))].sort(),
    text: (key) => objectText(target, controlBucket, key),
    nameOf: (key) => `${controlBucket}/${key}`,
    holds: (bucket) => own.has(bucket),
  };
}
