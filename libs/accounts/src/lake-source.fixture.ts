import { Readable } from 'node:stream';
import type { SlotRecord } from '@sluice/control-plane';
import type { Batch } from '@sluice/lake';
import { batchHeadKey, type Intent, intentKey, manifestKey } from '@sluice/protocol';
import type { LakeSource } from './lake-source.ts';

type Parts = Partial<Omit<LakeSource, 'ledger'>> & {
  readonly ledger?: Partial<LakeSource['ledger']>;
  readonly documents?: LakeSource['documents'];
};

/** The documents of these batches as they are; the attempt of every one announced what is given. */
export function documentsOf(
  batches: readonly Batch[],
  intents: Readonly<Record<string, Intent>> = {},
): LakeSource['documents'] {
  const texts = new Map<string, string>();
  for (const { datasetId, batchId, manifest, batchHead } of batches) {
    if (manifest !== undefined) texts.set(manifestKey(datasetId, batchId), JSON.stringify(manifest));
    if (batchHead !== undefined) texts.set(batchHeadKey(datasetId, batchId), JSON.stringify(batchHead));
    const intent = intents[batchId];
    if (intent !== undefined) texts.set(intentKey(datasetId, batchId, 1), JSON.stringify(intent));
  }
  return {
    batches: async () => batches.map(({ datasetId, batchId }) => ({ datasetId, batchId })),
    text: async (key) => texts.get(key),
    nameOf: (key) => `control/${key}`,
    holds: () => true,
  };
}

/** A lake of the dataset `da` in which nothing has happened yet, but for what is given. */
export function lakeSource({ ledger = {}, ...parts }: Parts = {}): LakeSource {
  return {
    ledger: {
      file: async () => undefined,
      async *filesOf() {},
      batch: async () => undefined,
      openBatches: async () => [],
      slots: async (): Promise<readonly SlotRecord[]> => [],
      ...ledger,
    },
    buckets: { raw: 'raw', processed: 'processed', quarantine: 'quarantine', control: 'control' },
    documents: documentsOf([]),
    keepsVersions: true,
    hasEvents: false,
    datasets: async () => ['da'],
    slotLimit: async () => 2,
    versions: async () => [],
    objects: async () => [],
    registered: async () => new Map(),
    open: async () => Readable.from([]),
    ...parts,
  };
}
