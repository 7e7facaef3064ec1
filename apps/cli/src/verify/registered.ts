import { GetPartitionsCommand, type GetPartitionsCommandOutput, GetTablesCommand, type GetTablesCommandOutput } from '@aws-sdk/client-glue';
import type { Clients } from '../ingest/clients.ts';
import { BUCKETS, LOCAL_NAME } from '../lake/layout.ts';

/** A partition as the catalog keeps it. */
export interface RegisteredPartition {
  /** The folder that queries read, as `year=2013/month=07`; the whole location when it is not below the table's own. */
  readonly folder: string;
  /** What queries see as the values of its keys. */
  readonly values: readonly string[];
}

/** Partitions that the catalog keeps, of every table that it knows. */
export async function registeredPartitions(clients: Clients): Promise<ReadonlyMap<string, readonly RegisteredPartition[]>> {
  const found = new Map<string, readonly RegisteredPartition[]>();
  for (const table of await tableNames(clients)) found.set(table, await partitionsOf(clients, table));
  return found;
}

async function tableNames({ glue }: Clients): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page: GetTablesCommandOutput = await glue.send(
        new GetTablesCommand({ DatabaseName: LOCAL_NAME, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      names.push(...(page.TableList ?? []).flatMap(({ Name }) => Name ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  } catch (error) {
    // No database: nothing was ever registered.
    if ((error as Error).name !== 'EntityNotFoundException') throw error;
  }
  return names;
}

/** Partitions that the catalog keeps of one table. */
export async function partitionsOf({ glue }: Clients, table: string): Promise<readonly RegisteredPartition[]> {
  const prefix = `s3://${BUCKETS.processed}/${table}/`;
  const partitions: RegisteredPartition[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetPartitionsCommandOutput = await glue.send(
      new GetPartitionsCommand({ DatabaseName: LOCAL_NAME, TableName: table, ...(NextToken === undefined ? {} : { NextToken }) }),
    );
    for (const { StorageDescriptor, Values } of page.Partitions ?? []) {
      const location = StorageDescriptor?.Location ?? '';
      const folder = location.startsWith(prefix) ? location.slice(prefix.length).replace(/\/$/, '') : location;
      partitions.push({ folder, values: Values ?? [] });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return partitions;
}
