import type { Ledger } from '../../../ledger/ledger.ts';
import { dynamoBatches } from './dynamo-batches.ts';
import { dynamoDrift } from './dynamo-drift.ts';
import { dynamoFiles } from './dynamo-files.ts';
import { dynamoSlots } from './dynamo-slots.ts';
import { openTable, type TableOptions } from './table.ts';

/**
 * The ledger in DynamoDB, one table (`LEDGER_SCHEMA`). Every write is one conditional request; a refused one brings
 * what lies there, so that nothing is read first: a file in order costs 2 requests with its decision, a duplicate 1.
 *
 * @example
 * const ledger = createDynamoLedger({ client: new DynamoDBClient(), table: config.ledgerTable });
 */
export function createDynamoLedger(options: TableOptions): Ledger {
  const table = openTable(options);
  return { ...dynamoFiles(table), ...dynamoBatches(table), ...dynamoSlots(table), ...dynamoDrift(table) };
}
