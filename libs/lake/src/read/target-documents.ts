import { inParallel } from '@sluice/control-plane/in-parallel';
import { batchesPrefix } from '@sluice/protocol';
import type { Target } from '../find/target.ts';
import type { DocumentSource } from './documents.ts';
import { childPrefixes, objectText } from './target-objects.ts';

/** Documents in the control bucket of a lake. */
export function bucketDocuments(target: Pick<Target, 's3' | 'names'>): DocumentSource {
  const { controlBucket, rawBucket, processedBucket, quarantineBucket } = target.names;
  const own = new Set([rawBucket, processedBucket, quarantineBucket]);
  return {
    batches: async () => {
      const datasets = await childPrefixes(target, controlBucket, '');
      const found = await inParallel(datasets, 8, async (datasetId) =>
        (await childPrefixes(target, controlBucket, batchesPrefix(datasetId))).map((batchId) => ({
          datasetId,
          batchId,
        })),
      );
      return found.flat().sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
    },
    text: (key) => objectText(target, controlBucket, key),
    nameOf: (key) => `${controlBucket}/${key}`,
    holds: (bucket) => own.has(bucket),
  };
}
