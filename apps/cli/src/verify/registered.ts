import { GetPartitionsCommand, GetTableCommand } from '@aws-sdk/client-glue';
import type { Clients } from '../ingest/clients.ts';
import { BUCKETS, LOCAL_NAME } from '../lake/layout.ts';

/** Partitions that the catalog keeps of a table, as the folders that queries read; undefined when there is no such table. */
export async function registeredPartitions({ glue }: Clients, datasetId: string): Promise<readonly string[] | undefined> {
  const name = { DatabaseName: LOCAL_NAME, TableName: datasetId };
  try {
    await glue.send(new GetTableCommand({ DatabaseName: LOCAL_NAME, Name: datasetId }));
  } catch (error) {
    if ((error as Error).name === 'EntityNotFoundException') return undefined;
    throw error;
  }
  const prefix = `s3://${BUCKETS.processed}/${datasetId}/`;
  const folders: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetPartitionsCommand({ ...name, ...(NextToken === undefined ? {} : { NextToken }) }));
    for (const partition of page.Partitions ?? []) {
      const location = partition.StorageDescriptor?.Location ?? '';
      folders.push(location.startsWith(prefix) ? location.slice(prefix.length).replace(/\/$/, '') : location);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return folders;
}
