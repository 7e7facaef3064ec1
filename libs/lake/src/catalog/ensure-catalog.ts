import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  type DatabaseInput,
  GetTableCommand,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { LakeError } from '../errors.ts';
import type { Clients } from '../folder/clients.ts';
import { BUCKETS, type Lake, LOCAL_NAME } from '../folder/layout.ts';
import { committedFilesOf, folderDocuments, readBatchesFrom } from '../read/documents.ts';
import { partitionsOf } from './registered.ts';

/** What a dataset's table is made of. */
export interface CatalogDataset {
  readonly id: string;
  readonly planDigest: string;
  /** Glue's TableInput, its bucket a variable. */
  readonly tableText: string;
}

/** Makes sure that database and table exist and are what the contract says now. Repeating it changes nothing. */
export async function ensureCatalog(clients: Clients, dataset: CatalogDataset): Promise<void> {
  await ensureDatabase(clients);
  await ensureTable(clients, dataset);
}

/**
 * The database: what a query needs even before the first file. The service itself keeps a workgroup of the same name.
 */
async function ensureDatabase({ glue }: Clients): Promise<void> {
  const database: DatabaseInput = { Name: LOCAL_NAME, Description: 'Tables of this lake.' };
  await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput: database })));
}

async function ensureTable({ glue }: Clients, dataset: CatalogDataset): Promise<void> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the stack, which is what table.json names.
  const TableInput = JSON.parse(dataset.tableText.replaceAll('${ProcessedBucket}', BUCKETS.processed)) as TableInput;
  const name = { DatabaseName: LOCAL_NAME, Name: dataset.id };
  const created = await unlessThere(glue.send(new CreateTableCommand({ DatabaseName: LOCAL_NAME, TableInput })));
  if (created) return;
  const { Table } = await glue.send(new GetTableCommand(name));
  const now = { ...TableInput, Parameters: { ...TableInput.Parameters, 'sluice.plan': dataset.planDigest } };
  const same =
    JSON.stringify(Table?.StorageDescriptor?.Columns) === JSON.stringify(TableInput.StorageDescriptor?.Columns);
  if (!same) await glue.send(new UpdateTableCommand({ DatabaseName: LOCAL_NAME, TableInput: now }));
}

/** BatchCreatePartition takes no more: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const PARTITIONS_PER_REQUEST = 100;

/**
 * Registers partitions that hold committed files and that the catalog does not keep: somebody dropped the table or one
 * of them. Answers how many.
 */
export async function ensurePartitions(clients: Clients, lake: Lake, table: string): Promise<number> {
  const committed = committedFilesOf(await readBatchesFrom(folderDocuments(lake)));
  const files = Object.hasOwn(committed, table) ? (committed[table] ?? []) : [];
  const folders = new Map(
    files.map(({ key, partition }) => [key.slice(table.length + 1, key.lastIndexOf('/')), partition]),
  );
  for (const { folder } of await partitionsOf(clients, table)) folders.delete(folder);
  if (folders.size === 0) return 0;
  const { Table } = await clients.glue.send(new GetTableCommand({ DatabaseName: LOCAL_NAME, Name: table }));
  const names = (Table?.PartitionKeys ?? []).map(({ Name = '' }) => Name);
  const missing = [...folders].map(([folder, partition]) => ({
    Values: names.map((name) => partition[name] ?? ''),
    StorageDescriptor: { ...Table?.StorageDescriptor, Location: `s3://${BUCKETS.processed}/${table}/${folder}/` },
  }));
  for (let start = 0; start < missing.length; start += PARTITIONS_PER_REQUEST) {
    const PartitionInputList = missing.slice(start, start + PARTITIONS_PER_REQUEST);
    const { Errors = [] } = await clients.glue.send(
      new BatchCreatePartitionCommand({ DatabaseName: LOCAL_NAME, TableName: table, PartitionInputList }),
    );
    const [problem] = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
    if (problem !== undefined) {
      const where = `${table}/${problem.PartitionValues?.join('/') ?? ''}`;
      throw new LakeError(
        'SLC6117',
        `a partition cannot be registered: ${problem.ErrorDetail?.ErrorMessage ?? 'no reason given'}`,
        {
          file: where,
        },
      );
    }
  }
  return missing.length;
}

/** Whether the request created what it asked for; false when it was there before. */
async function unlessThere(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const name = (error as Error).name;
    if (
      /AlreadyExists|IdempotentParameterMismatch/.test(name) ||
      /already (?:exists|created)/i.test((error as Error).message)
    )
      return false;
    throw error;
  }
}
