import { isDeepStrictEqual } from 'node:util';
import type { Ledger } from '../../ledger/ledger.ts';
import type { BatchRecord } from '../../model.ts';
import { type BatchState, OPEN_BATCH_STATES } from '../../states.ts';
import { type Marked, type MemoryCalls, order } from './memory-calls.ts';

type Batches = Pick<Ledger, 'createBatch' | 'moveBatch' | 'batch' | 'openBatches' | 'recentBatches'>;

/** The batches of a ledger in memory. */
export function memoryBatches({ read, write }: MemoryCalls): Batches {
  const batches = new Map<string, Marked<BatchRecord>>();
  const batchesIn = (datasetId: string, states: readonly BatchState[]) =>
    [...batches.values()]
      .map(({ item }) => item)
      .filter((batch) => batch.datasetId === datasetId && states.includes(batch.state));

  return {
    createBatch: (batch) =>
      write('createBatch', () => {
        const there = batches.get(batchName(batch))?.item;
        if (there === undefined) batches.set(batchName(batch), { item: batch, mark: null });
        // A repeated request finds what it wrote.
        if (there === undefined || isDeepStrictEqual(there, batch)) return { kind: 'done', item: batch };
        return { kind: 'lost', now: there };
      }),
    moveBatch: ({ from, to, mark }) =>
      write('moveBatch', () => {
        const before = batches.get(batchName(to));
        if (before?.mark === mark) return { kind: 'done', item: before.item };
        if (before?.item.revision !== from.revision || before.item.state !== from.state)
          return { kind: 'lost', now: before?.item };
        batches.set(batchName(to), { item: to, mark });
        return { kind: 'done', item: to };
      }),
    batch: async (datasetId, batchId) => {
      await read('batch');
      return batches.get(batchName({ datasetId, batchId }))?.item;
    },
    openBatches: async (datasetId) => {
      await read('openBatches');
      return batchesIn(datasetId, OPEN_BATCH_STATES).sort((a, b) => order(created(a), created(b)));
    },
    recentBatches: async (datasetId, limit) => {
      await read('recentBatches');
      return batchesIn(datasetId, ['SETTLED'])
        .sort((a, b) => order(settled(b), settled(a)))
        .slice(0, limit);
    },
  };
}

const created = (batch: BatchRecord) => `${batch.createdAt}#${batch.batchId}`;
const settled = (batch: BatchRecord) => `${batch.stateSince}#${batch.batchId}`;

/** A batch is its dataset's: the same id in another dataset is another batch. */
const batchName = ({ datasetId, batchId }: Pick<BatchRecord, 'datasetId' | 'batchId'>): string =>
  `${datasetId}/${batchId}`;
