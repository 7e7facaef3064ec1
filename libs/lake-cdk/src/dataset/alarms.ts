import type { DatasetNames, LakeNames } from '@sluice/protocol';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DatasetSettings } from './settings.ts';

/** One thing that somebody is called for. */
export interface AlarmDefinition {
  /** Name of the alarm within its dataset, and of its section in docs/runbook.md. */
  readonly slug: 'dead-letters' | 'quarantine' | 'oldest-pending' | 'run-failures' | 'run-duration';
  readonly what: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: { readonly name: string; readonly value: string };
  readonly statistic: 'Average' | 'Maximum' | 'Sum' | 'p95';
  readonly periodSeconds: number;
  readonly periods: number;
  /** It alarms at this value and above. */
  readonly threshold: number;
  /** What no data means, and why. */
  readonly missing: readonly [treatment: 'notBreaching' | 'missing', because: string];
}

/**
 * Share of the finished runs of a quarter of an hour. One failure among many is retried and settles itself; half of
 * them is an outage.
 */
const FAILED_SHARE = 0.5;

/** The alarm of every dataset, retired ones included: a message that nobody could read. */
export function deadLetters({ deadLetterQueue }: DatasetNames): AlarmDefinition {
  return {
    slug: 'dead-letters',
    what: 'A message was received five times and was not decided about.',
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimension: { name: 'QueueName', value: deadLetterQueue },
    statistic: 'Maximum',
    periodSeconds: 60,
    periods: 1,
    threshold: 1,
    missing: [
      'notBreaching',
      'SQS stops reporting on a queue that nobody uses for hours; an empty one is what we want',
    ],
  };
}

/** The alarms of a dataset that loads. One metric each, no metric math: what fires can be read off one line. */
export function loadAlarms(datasetId: string, lake: LakeNames, settings: DatasetSettings): readonly AlarmDefinition[] {
  const own = { namespace: lake.metrics, dimension: { name: 'dataset', value: datasetId } };
  return [
    {
      ...own,
      slug: 'quarantine',
      what: 'A file was refused.',
      metric: 'FilesQuarantined',
      statistic: 'Sum',
      periodSeconds: 300,
      periods: 1,
      threshold: 1,
      missing: ['notBreaching', 'nothing was decided, so nothing was refused'],
    },
    {
      ...own,
      slug: 'oldest-pending',
      what: `A file has been waiting for ${settings.lateAfterSeconds / 60} minutes or longer.`,
      metric: 'OldestPendingAge',
      statistic: 'Maximum',
      periodSeconds: 60,
      periods: 3,
      threshold: settings.lateAfterSeconds,
      missing: [
        'missing',
        'dispatch reports every minute, 0 when nothing waits: silence is a dispatch that does not run, and the ' +
          'topic hears of that too',
      ],
    },
    {
      ...own,
      slug: 'run-failures',
      what: `${FAILED_SHARE * 100} % or more of the runs that ended within a quarter of an hour have failed.`,
      metric: 'RunFailed',
      statistic: 'Average',
      periodSeconds: 900,
      periods: 1,
      threshold: FAILED_SHARE,
      missing: ['notBreaching', 'no run has ended'],
    },
    {
      ...own,
      slug: 'run-duration',
      what: 'One run in twenty takes half of its time limit or more.',
      metric: 'RunDuration',
      statistic: 'p95',
      periodSeconds: 900,
      periods: 1,
      threshold: (settings.jobTimeoutMinutes * 60) / 2,
      missing: ['notBreaching', 'no run has ended'],
    },
  ];
}

/** What the alarms are made from. */
export interface AlarmsProps {
  /** `<lake>-<dataset>`: what their names begin with. */
  readonly prefix: string;
  readonly topicArn: string;
  readonly definitions: readonly AlarmDefinition[];
}

/** Alarms that tell the lake's topic, and say where in the runbook to read. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { prefix, topicArn, definitions }: AlarmsProps) {
    super(scope, id);
    for (const { slug, what, namespace, metric, dimension, statistic, missing, ...limits } of definitions) {
      const [treatment, because] = missing;
      new CfnAlarm(this, slug, {
        alarmName: `${prefix}-${slug}`,
        alarmDescription: `${what} What to do: docs/runbook.md#${slug}. No data: ${because}.`,
        namespace,
        metricName: metric,
        dimensions: [dimension],
        ...(statistic === 'p95' ? { extendedStatistic: statistic } : { statistic }),
        period: limits.periodSeconds,
        evaluationPeriods: limits.periods,
        threshold: limits.threshold,
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
        treatMissingData: treatment,
        alarmActions: [topicArn],
        okActions: [topicArn],
        ...(treatment === 'missing' ? { insufficientDataActions: [topicArn] } : {}),
      });
    }
  }
}
