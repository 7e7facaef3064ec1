import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { GetJobRunsCommand } from '@aws-sdk/client-glue';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { FileRecord, Ledger } from '@sluice/control-plane';
import type { Target } from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';

/** What of a run the tests hold against the ledger; moments in milliseconds. */
export interface SeenRun {
  readonly id: string;
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly batchId: string;
  readonly attempt: number;
}

/** More runs than the tests start in one dataset: a full page would hide the rest, so it fails. */
const RUNS = 200;

/** Every object version of a dataset that the ledger knows. */
export async function filesOf(ledger: Pick<Ledger, 'filesOf'>, dataset: string): Promise<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  for await (const file of ledger.filesOf(dataset)) files.push(file);
  return files;
}

/** Runs as Glue tells of them, whatever the ledger says. */
export async function runsOf({ query, lake }: Target, dataset: string): Promise<readonly SeenRun[]> {
  const { JobRuns = [], NextToken } = await query.glue.send(
    new GetJobRunsCommand({ JobName: datasetNames(dataset, lake).job, MaxResults: RUNS }),
  );
  if (NextToken !== undefined) throw new Error(`${dataset} has more than ${RUNS} runs`);
  return JobRuns.map(({ Id = '', JobRunState = '', StartedOn, CompletedOn, Arguments = {} }) => ({
    id: Id,
    state: JobRunState,
    startedAt: StartedOn?.getTime() ?? 0,
    endedAt: (CompletedOn ?? StartedOn)?.getTime() ?? 0,
    batchId: Arguments['--batch_id'] ?? '',
    attempt: Number(Arguments['--attempt'] ?? 0),
  }));
}

/** The address of a queue. */
export async function addressOf({ sqs }: Target, queue: string): Promise<string> {
  return (await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))).QueueUrl ?? '';
}

/** Messages in the dead-letter queue of a dataset. */
export async function deadLettersOf(target: Target, dataset: string): Promise<number> {
  const QueueUrl = await addressOf(target, datasetNames(dataset, target.lake).deadLetterQueue);
  const AttributeNames = ['ApproximateNumberOfMessages'] as const;
  const { Attributes } = await target.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

/** Names of the lake's alarms that have fired since it is up. */
export async function alarmsOf({ cloudwatch, lake }: Target): Promise<ReadonlySet<string>> {
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate' }),
  );
  const fired = AlarmHistoryItems.filter(({ HistoryData = '{}' }) => {
    const { newState } = JSON.parse(HistoryData) as { readonly newState?: { readonly stateValue?: string } };
    return newState?.stateValue === 'ALARM';
  });
  return new Set(fired.flatMap(({ AlarmName = '' }) => (AlarmName.startsWith(`${lake}-`) ? [AlarmName] : [])));
}

/** The event of an object version again, with all that tells versions apart. */
export function eventAgain(file: FileRecord, { account, region }: Target): string {
  const { bucket, key, versionId, etag, sizeBytes, sequencer } = file;
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account,
    region,
    time: file.eventTime,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: sizeBytes, etag, 'version-id': versionId, sequencer },
      reason: 'PutObject',
    },
  });
}
