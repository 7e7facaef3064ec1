import { driftKey, driftPartition } from '@sluice/protocol';
import type { Ledger } from '../../../ledger/ledger.ts';
import type { DriftRecord } from '../../../model.ts';
import type { Item, Table } from './table.ts';

/** The ledger's drift observations in DynamoDB: one item per header, counted in one request. */
export function dynamoDrift(table: Table) {
  return {
    async observeDrift({ datasetId, fingerprint, ...observation }, at) {
      const set = Object.entries({ ...observation, lastSeen: at });
      await table.update({
        Key: { ...driftKey(datasetId, fingerprint) },
        UpdateExpression:
          `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}, #firstSeen = ` +
          'if_not_exists(#firstSeen, :lastSeen) ADD #count :one',
        // The same file again, after a crash: it was counted.
        ConditionExpression: '#exampleKey <> :exampleKey',
        ExpressionAttributeNames: Object.fromEntries(
          [...set.map(([name]) => name), 'firstSeen', 'count'].map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: {
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          ':one': 1,
        },
        ReturnValues: 'NONE',
      });
    },
    async driftOf(datasetId) {
      const found: DriftRecord[] = [];
      const items = table.query({
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': driftPartition(datasetId) },
        ConsistentRead: true,
      });
      for await (const item of items) found.push(driftOfItem(datasetId, item));
      return found;
    },
  } satisfies Partial<Ledger>;
}

function driftOfItem(datasetId: string, { PK: _partition, SK, ...rest }: Item): DriftRecord {
  return { datasetId, fingerprint: SK.slice('H#'.length), ...rest } as unknown as DriftRecord;
}
