import {
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateTableCommand,
  type DatabaseInput,
  GetTableCommand,
  type TableInput,
  UpdateJobCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { BUCKETS, LOCAL_NAME } from '../lake/layout.ts';
import type { Clients } from './clients.ts';
import type { PreparedDataset } from './prepared.ts';

/** Name of a dataset's job, as the stack names it. */
export function jobName(datasetId: string): string {
  return `sluice-${datasetId.replaceAll('_', '-')}`;
}

/** Makes sure that database, table and job exist and are what the contract says now. Repeating it changes nothing. */
export async function ensureCatalog(clients: Clients, dataset: PreparedDataset, concurrentRuns: number): Promise<void> {
  await ensureDatabase(clients);
  await ensureTable(clients, dataset);
  await ensureJob(clients, dataset.id, concurrentRuns);
}

/** The database: what a query needs even before the first file. The service itself keeps a workgroup of the same name. */
async function ensureDatabase({ glue }: Clients): Promise<void> {
  const database: DatabaseInput = { Name: LOCAL_NAME, Description: 'Tables of this lake.' };
  await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput: database })));
}

async function ensureTable({ glue }: Clients, dataset: PreparedDataset): Promise<void> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the stack, which is what table.json names.
  const TableInput = JSON.parse(dataset.tableText.replaceAll('${ProcessedBucket}', BUCKETS.processed)) as TableInput;
  const name = { DatabaseName: LOCAL_NAME, Name: dataset.id };
  const created = await unlessThere(glue.send(new CreateTableCommand({ DatabaseName: LOCAL_NAME, TableInput })));
  if (created) return;
  const { Table } = await glue.send(new GetTableCommand(name));
  const now = { ...TableInput, Parameters: { ...TableInput.Parameters, 'sluice.plan': dataset.planDigest } };
  const same = JSON.stringify(Table?.StorageDescriptor?.Columns) === JSON.stringify(TableInput.StorageDescriptor?.Columns);
  if (!same) await glue.send(new UpdateTableCommand({ DatabaseName: LOCAL_NAME, TableInput: now }));
}

async function ensureJob({ glue }: Clients, datasetId: string, concurrentRuns: number): Promise<void> {
  const Name = jobName(datasetId);
  const definition = {
    Role: 'arn:aws:iam::000000000000:role/sluice-job',
    Command: { Name: 'glueetl', ScriptLocation: `s3://${BUCKETS.control}/code/sluice_glue.zip`, PythonVersion: '3' },
    GlueVersion: '5.1',
    // Room for a run that is being stopped while the next one starts.
    ExecutionProperty: { MaxConcurrentRuns: concurrentRuns + 2 },
    MaxRetries: 0,
    Timeout: 120,
    DefaultArguments: { '--dataset_id': datasetId },
  };
  const created = await unlessThere(glue.send(new CreateJobCommand({ Name, ...definition })));
  if (!created) await glue.send(new UpdateJobCommand({ JobName: Name, JobUpdate: definition }));
}

/** Whether the request created what it asked for; false when it was there before. */
async function unlessThere(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const name = (error as Error).name;
    if (/AlreadyExists|IdempotentParameterMismatch/.test(name) || /already (?:exists|created)/i.test((error as Error).message))
      return false;
    throw error;
  }
}
