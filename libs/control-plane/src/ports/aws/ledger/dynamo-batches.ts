import { isDeepStrictEqual } from 'node:util';
import { batchIdOf, batchKey, indexOrder, isOldBatchKey, openPartition, settledPartition } from '@sluice/protocol';
import { ControlPlaneError } from '../../../errors.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import type { BatchRecord } from '../../../model.ts';
import { OPEN_BATCH_STATES } from '../../../states.ts';
import type { Item, Table } from './table.ts';

/**
 * The ledger's batches in DynamoDB. An item is written whole, conditional on its revision: a batch has one writer at a
 * time.
 */
export function dynamoBatches(table: Table) {
  /** The index says which; the items themselves say what they are now. */
  async function listed(
    datasetId: string,
    partition: string,
    newestFirst: boolean,
    limit: number,
  ): Promise<readonly BatchRecord[]> {
    const entries = table.query({
      IndexName: 'work',
      KeyConditionExpression: 'GPK = :partition',
      ExpressionAttributeValues: { ':partition': partition },
      ScanIndexForward: !newestFirst,
      ...(Number.isFinite(limit) && { Limit: limit }),
    });
    const ids: string[] = [];
    for await (const entry of entries) {
      if (isOldBatchKey(entry)) throw new ControlPlaneError('SLC9026', `batch ${batchIdOf(entry)} of ${datasetId}`);
      ids.push(batchIdOf(entry));
      if (ids.length >= limit) break;
    }
    const found = new Map(
      (await table.getMany(ids.map((id) => batchKey(datasetId, id)))).map((item) => [
        batchIdOf(item),
        batchOfItem(item),
      ]),
    );
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  return {
    async createBatch(batch) {
      const answer = await table.put({
        Item: itemOfBatch(batch, null),
        ConditionExpression: 'attribute_not_exists(PK)',
      });
      const there = answer.kind === 'failed' && answer.old !== undefined ? batchOfItem(answer.old) : undefined;
      // A repeated request finds what it wrote.
      return there === undefined || isDeepStrictEqual(there, batch)
        ? { kind: 'done', item: batch }
        : { kind: 'lost', now: there };
    },
    async moveBatch({ from, to, mark }) {
      const answer = await table.put({
        Item: itemOfBatch(to, mark),
        ConditionExpression: '#revision = :revision AND #state = :state',
        ExpressionAttributeNames: { '#revision': 'revision', '#state': 'state' },
        ExpressionAttributeValues: { ':revision': from.revision, ':state': from.state },
      });
      if (answer.kind === 'done') return { kind: 'done', item: to };
      if (answer.old?.['mark'] === mark) return { kind: 'done', item: batchOfItem(answer.old) };
      return { kind: 'lost', now: answer.old && batchOfItem(answer.old) };
    },
    async batch(datasetId, batchId) {
      const item = await table.get(batchKey(datasetId, batchId));
      return item && batchOfItem(item);
    },
    async openBatches(datasetId) {
      const batches = await listed(datasetId, openPartition(datasetId), false, Number.POSITIVE_INFINITY);
      // The index may lag behind: what was settled meanwhile is no longer open.
      return batches.filter(({ state }) => (OPEN_BATCH_STATES as readonly string[]).includes(state));
    },
    recentBatches: (datasetId, limit) =>
      limit <= 0 ? Promise.resolve([]) : listed(datasetId, settledPartition(datasetId), true, limit),
  } satisfies Partial<Ledger>;
}

function itemOfBatch({ batchId, ...batch }: BatchRecord, mark: string | null): Item {
  return { ...batchKey(batch.datasetId, batchId), ...batch, mark, ...indexKeys(batchId, batch) };
}

function batchOfItem({ PK, SK, GPK: _partition, GSK: _order, mark: _mark, ...batch }: Item): BatchRecord {
  return { batchId: batchIdOf({ PK, SK }), ...batch } as unknown as BatchRecord;
}

function indexKeys(batchId: string, { state, datasetId, createdAt, stateSince }: Omit<BatchRecord, 'batchId'>): object {
  if (state === 'RELEASED') return {};
  if (state === 'SETTLED') return { GPK: settledPartition(datasetId), GSK: indexOrder(stateSince, batchId) };
  return { GPK: openPartition(datasetId), GSK: indexOrder(createdAt, batchId) };
}
