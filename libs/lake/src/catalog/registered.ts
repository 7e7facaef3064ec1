import {
  GetPartitionsCommand,
  type GetPartitionsCommandOutput,
  GetTablesCommand,
  type GetTablesCommandOutput,
} from '@aws-sdk/client-glue';
import type { Clients } from '../folder/clients.ts';
import { BUCKETS, LOCAL_NAME } from '../folder/layout.ts';

/** A partition as the catalog keeps it. */
export interface RegisteredPartition {
  /** The folder that queries read, as `year=2013/month=07`; the whole location when it is not below the table's own. */
  readonly folder: string;
  /** What queries see as the values of its keys. */
  readonly values: readonly string[];
}

/** Which catalog is asked: a database, and the bucket that its tables lie in. */
export interface CatalogPlace {
  readonly database: string;
  readonly bucket: string;
}

/** The catalog of a lake on folders. */
const FOLDERS: CatalogPlace = { database: LOCAL_NAME, bucket: BUCKETS.processed };

/** Partitions that the catalog keeps, of every table that it knows. */
export async function registeredPartitions(
  clients: Pick<Clients, 'glue'>,
  place: CatalogPlace = FOLDERS,
): Promise<ReadonlyMap<string, readonly RegisteredPartition[]>> {
  const found = new Map<string, readonly RegisteredPartition[]>();
  for (const table of await tableNames(clients, place)) found.set(table, await partitionsOf(clients, table, place));
  return found;
}

async function tableNames({ glue }: Pick<Clients, 'glue'>, { database }: CatalogPlace): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page: GetTablesCommandOutput = await glue.send(
        new GetTablesCommand({ DatabaseName: database, ...(NextToken === undefined ? {} : { NextToken }) }),
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
export async function partitionsOf(
  { glue }: Pick<Clients, 'glue'>,
  table: string,
  { database, bucket }: CatalogPlace = FOLDERS,
): Promise<readonly RegisteredPartition[]> {
  const prefix = `s3://${bucket}/${table}/`;
  const partitions: RegisteredPartition[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetPartitionsCommandOutput = await glue.send(
      new GetPartitionsCommand({
        DatabaseName: database,
        TableName: table,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
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
