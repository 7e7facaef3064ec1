import { FilterLogEventsCommand, type FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { GetJobCommand, GetJobRunsCommand, type GetJobRunsCommandOutput } from '@aws-sdk/client-glue';
import { GetObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Engine } from '@sluice/economics';
import type { Target } from '@sluice/lake';
import { inParallel } from '@sluice/lake/folder';
import { type BatchHead, batchHeadKey, datasetNames, type Manifest, manifestKey } from '@sluice/protocol';
import type { AccountedBatch, DatasetAccounts, FinishedRun, ListedVersion, TableAnswers } from './accounts.ts';
import { queueUrl } from './burst.ts';
import { filesOf } from './settle.ts';

/** More batches than the demo can make. */
const BATCHES = 1_000;

/** Asks every part of the lake what it knows about a dataset. */
export async function collectAccounts(
  target: Target,
  dataset: string,
  hasTable: boolean,
  signal: AbortSignal,
): Promise<DatasetAccounts> {
  const [versions, files, batches, runs, duplicates, deadLetters, table] = await Promise.all([
    listedVersions(target, datasetNames(dataset, target.lake).incoming),
    filesOf(target.ledger, dataset),
    accountedBatches(target, dataset),
    hasTable ? finishedRuns(target, dataset) : [],
    duplicateEvents(target, dataset),
    deadLetterCount(target, dataset),
    hasTable ? askTable(target, dataset, signal) : null,
  ]);
  return { dataset, versions, files, batches, runs, duplicates, deadLetters, table };
}

/** Every version of every object under a prefix of the raw bucket. */
async function listedVersions({ s3, names }: Target, prefix: string): Promise<readonly ListedVersion[]> {
  const versions: ListedVersion[] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: names.rawBucket, Prefix: prefix, ...next }),
    );
    for (const { Key = '', VersionId = '' } of page.Versions ?? []) versions.push({ key: Key, versionId: VersionId });
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    next =
      IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
          }
        : undefined;
  }
  return versions;
}

async function accountedBatches(target: Target, dataset: string): Promise<readonly AccountedBatch[]> {
  const records = [
    ...(await target.ledger.recentBatches(dataset, BATCHES)),
    ...(await target.ledger.openBatches(dataset)),
  ];
  return inParallel(records, 8, async (record) => {
    const [head, manifest] = await Promise.all([
      document<BatchHead>(target, batchHeadKey(record.datasetId, record.batchId)),
      document<Manifest>(target, manifestKey(record.datasetId, record.batchId)),
    ]);
    return { record, head, members: manifest.members.map((member) => `${member.key}@${member.version_id}`) };
  });
}

async function document<T>({ s3, names }: Target, Key: string): Promise<T> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: names.controlBucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? 'null') as T;
}

/** Runs as Glue tells of them: wall time from start to end, which is what Glue bills, minimum apart. */
export async function finishedRuns(
  { query, lake }: Pick<Target, 'query' | 'lake'>,
  dataset: string,
): Promise<readonly FinishedRun[]> {
  const runs: FinishedRun[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetJobRunsCommandOutput = await query.glue.send(
      new GetJobRunsCommand({
        JobName: datasetNames(dataset, lake).job,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { Id = '', JobRunState = '', StartedOn, CompletedOn, Arguments = {} } of page.JobRuns ?? []) {
      const [startedAt, endedAt] = [StartedOn?.getTime() ?? 0, (CompletedOn ?? StartedOn)?.getTime() ?? 0];
      runs.push({
        id: Id,
        state: JobRunState,
        seconds: (endedAt - startedAt) / 1000,
        startedAt,
        endedAt,
        batchId: Arguments['--batch_id'] ?? '',
        attempt: Number(Arguments['--attempt'] ?? 0),
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return runs;
}

/** Events of versions that were known already, as intake's log tells of them. */
async function duplicateEvents({ logs, lake }: Target, dataset: string): Promise<number> {
  const logGroupName = `/aws/lambda/${datasetNames(dataset, lake).intakeFunction}`;
  let found = 0;
  let nextToken: string | undefined;
  do {
    const page: FilterLogEventsCommandOutput = await logs.send(
      new FilterLogEventsCommand({
        logGroupName,
        filterPattern: '"duplicate"',
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    found += (page.events ?? []).filter(({ message }) => decisionOf(message) === 'duplicate').length;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** The decision of a log line; undefined: it is another one. */
export function decisionOf(line: string | undefined): string | undefined {
  try {
    const entry = JSON.parse((line ?? '').slice((line ?? '').indexOf('{'))) as {
      readonly event?: unknown;
      readonly decision?: unknown;
    };
    return entry.event === 'decision' && typeof entry.decision === 'string' ? entry.decision : undefined;
  } catch {
    return undefined;
  }
}

/** Messages in the dead-letter queue of a dataset. */
export async function deadLetterCount(target: Pick<Target, 'sqs' | 'lake'>, dataset: string): Promise<number> {
  const QueueUrl = await queueUrl(target, datasetNames(dataset, target.lake).deadLetterQueue);
  const { Attributes } = await target.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}

/** Asks the table itself, through the catalog: what was written but not registered does not count. */
async function askTable({ query }: Target, dataset: string, signal: AbortSignal): Promise<TableAnswers> {
  const sql = `SELECT count(*) AS "rows", count(_rescued) AS rescued FROM ${dataset}`;
  const [row] = (await query.run(sql, { signal })).rows;
  return { rows: Number(row?.[0] ?? 0), rescued: Number(row?.[1] ?? 0) };
}

/** What a run of a dataset gets, as its job says. */
export async function engineOf({ query, lake }: Pick<Target, 'query' | 'lake'>, dataset: string): Promise<Engine> {
  const { Job } = await query.glue.send(new GetJobCommand({ JobName: datasetNames(dataset, lake).job }));
  return { workerType: Job?.WorkerType as Engine['workerType'], workers: Job?.NumberOfWorkers ?? 0 };
}
