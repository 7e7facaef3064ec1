import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { BatchRecord } from '@sluice/control-plane';
import { type DatasetConfig, datasetNames } from '@sluice/protocol';
import { orphansOf } from '../find/orphans.ts';
import { type Target, targetDocument } from '../find/target.ts';
import { chosenDatasets, deployedConfig } from '../read/target-datasets.ts';
import { secondsBetween } from '../seconds-between.ts';
import { newestArrival } from './freshness.ts';
import type { DatasetStatus, FiringAlarm, LakeStatus, RunningBatch, SettledBatch } from './status.ts';

/** So many waiting files are counted; a longer queue is "more than". */
const COUNTED_WAITING = 10_000;
const LAST_BATCHES = 5;

/**
 * Reads how a lake stands, over and over: what never changes of a lake is asked once.
 *
 * @param registered the datasets of the project; what is deployed beside them has been forgotten. Undefined: not known
 */
export function statusReader(
  target: Target,
  typed: string | undefined,
  registered: readonly string[] | undefined,
  now: () => Date,
): { read(): Promise<LakeStatus> } {
  const configs = new Map<string, DatasetConfig>();
  const queues = new Map<string, string>();
  const arrivals = new Map<string, string | undefined>();

  const depth = async (queue: string) => {
    const url =
      queues.get(queue) ?? (await target.sqs.send(new GetQueueUrlCommand({ QueueName: queue }))).QueueUrl ?? '';
    queues.set(queue, url);
    const { Attributes } = await target.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    const number = (name: QueueAttributeName) => Number(Attributes?.[name] ?? 0);
    return {
      waiting: number('ApproximateNumberOfMessages') + number('ApproximateNumberOfMessagesDelayed'),
      inFlight: number('ApproximateNumberOfMessagesNotVisible'),
    };
  };

  const arrivalOf = async (batch: BatchRecord | undefined) => {
    if (batch === undefined) return undefined;
    if (!arrivals.has(batch.batchId))
      arrivals.set(batch.batchId, await newestArrival(target, batch.datasetId, batch.batchId));
    return arrivals.get(batch.batchId);
  };

  const ofDataset = async (dataset: string, at: string): Promise<DatasetStatus> => {
    const config = configs.get(dataset) ?? (await deployedConfig(target, dataset));
    configs.set(dataset, config);
    const { queue, deadLetterQueue } = datasetNames(dataset, target.lake);
    const { ledger } = target;
    const [pending, open, recent, slots, byReason, events, dead] = await Promise.all([
      ledger.pending(dataset, COUNTED_WAITING),
      ledger.openBatches(dataset),
      ledger.recentBatches(dataset, LAST_BATCHES),
      ledger.slots(dataset),
      quarantinedByReason(target, dataset),
      depth(queue),
      depth(deadLetterQueue),
    ]);
    const arrival = await arrivalOf(
      [...open, ...recent].filter(({ committedAt }) => committedAt !== null).sort(laterCommit)[0],
    );
    return {
      dataset,
      contractVersion: config.contractVersion,
      status: config.status,
      waiting: {
        files: pending.length,
        bytes: pending.reduce((sum, file) => sum + file.sizeBytes, 0),
        more: pending.length === COUNTED_WAITING,
        oldestSeconds: pending[0] === undefined ? null : secondsBetween(pending[0].queuedAt, at),
      },
      events: { ...events, deadLetters: dead.waiting + dead.inFlight },
      slots: { taken: slots.filter(({ holder }) => holder !== null).length, of: config.slots },
      running: open.map((batch) => runningOf(batch, at)),
      lastCommits: recent.map(settledOf),
      quarantine: { files: Object.values(byReason).reduce((sum, files) => sum + files, 0), byReason },
      freshnessSeconds: arrival === undefined ? null : secondsBetween(arrival, at),
    };
  };

  return {
    async read() {
      const at = now().toISOString();
      const ids = await chosenDatasets(target, typed);
      const [datasets, alarms] = await Promise.all([
        Promise.all(ids.map((id) => ofDataset(id, at))),
        firingAlarms(target, typed),
      ]);
      const orphans = orphansOf(ids, registered ?? ids, target.lake);
      return { at, target: targetDocument(target), datasets, alarms, orphans };
    },
  };
}

async function quarantinedByReason({ ledger }: Target, dataset: string): Promise<Readonly<Record<string, number>>> {
  const byReason: Record<string, number> = {};
  for await (const { reason } of ledger.quarantined(dataset)) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return Object.fromEntries(Object.entries(byReason).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

async function firingAlarms(
  { cloudwatch, lake }: Target,
  dataset: string | undefined,
): Promise<readonly FiringAlarm[]> {
  const prefix = dataset === undefined ? `${lake}-` : `${lake}-${dataset}-`;
  const found: FiringAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        StateValue: 'ALARM',
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { AlarmName = '', StateReason = '', StateUpdatedTimestamp } of page.MetricAlarms ?? [])
      found.push({ name: AlarmName, since: StateUpdatedTimestamp?.toISOString() ?? null, reason: StateReason });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function runningOf(batch: BatchRecord, at: string): RunningBatch {
  const { batchId, state, attempt, files, bytes, slot, jobRunId, stateSince, reason } = batch;
  return { batchId, state, attempt, files, bytes, slot, jobRunId, seconds: secondsBetween(stateSince, at), reason };
}

function settledOf({ batchId, files, bytes, attempt, committedAt, stateSince, reason }: BatchRecord): SettledBatch {
  return { batchId, files, bytes, attempt, committedAt, settledAt: stateSince, reason };
}

function laterCommit(a: BatchRecord, b: BatchRecord): number {
  return (a.committedAt ?? '') < (b.committedAt ?? '') ? 1 : -1;
}
