import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStacks, lambda, type Resources } from './stacks.ts';
import { eventually, startTestCloud, type TestCloud } from './testing.ts';

let cloud: TestCloud;
let cloudwatch: CloudWatchClient;
let alarmQueue: string;
let deadLetters: string;

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** An alarm of dataset `flights`, when anything is above zero unless told otherwise. */
const alarm = (AlarmName: string, more: Record<string, unknown>): Resources[string] => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName,
    Namespace: 'Sluice',
    Dimensions: [{ Name: 'dataset', Value: 'flights' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [{ Ref: 'Topic' }],
    ...more,
  },
});

/** What telemetry writes: one line per call, metrics with the one dimension `dataset`. */
const emf = (dataset: string, values: Record<string, unknown>) =>
  JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Sluice',
          Dimensions: [['dataset']],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    dataset,
    ...values,
  });

beforeAll(async () => {
  cloud = await startTestCloud();
  cloudwatch = new CloudWatchClient(cloud.client);
  const outcome = await createStacks(cloud.client).create(
    'alarms',
    {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
      Told: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'told' } },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arn('Told') },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'flights-dlq' } },
      Printing: lambda(
        'printing',
        'exports.handler = async (event) => { for (const line of event.lines) console.log(line); };',
      ),
      Failed: alarm('failed', { MetricName: 'RunFailed', Statistic: 'Average', TreatMissingData: 'notBreaching' }),
      Slow: alarm('slow', {
        MetricName: 'RunDuration',
        Statistic: undefined,
        ExtendedStatistic: 'p95',
        Threshold: 94,
        TreatMissingData: 'notBreaching',
      }),
      Fast: alarm('fast', {
        MetricName: 'RunDuration',
        Statistic: undefined,
        ExtendedStatistic: 'p95',
        Threshold: 96,
        TreatMissingData: 'notBreaching',
      }),
      Other: alarm('other', { MetricName: 'RunFailed', Dimensions: [{ Name: 'dataset', Value: 'sales' }] }),
      Silent: alarm('silent', { MetricName: 'OldestPendingAge', TreatMissingData: 'breaching' }),
      Patient: alarm('patient', {
        MetricName: 'RunFailed',
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
      }),
      Brief: alarm('brief', { MetricName: 'Brief', Period: 1, TreatMissingData: 'notBreaching' }),
      DeadDepth: alarm('dead', {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: 'flights-dlq' }],
      }),
      DeadAge: alarm('dead-age', {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: 'flights-dlq' }],
        Threshold: 3,
      }),
      Any: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmName: 'any', AlarmRule: 'ALARM("failed") OR ALARM("other")' },
        DependsOn: ['Failed', 'Other'],
      },
    },
    { Told: { Ref: 'Told' }, Dead: { Ref: 'Dead' } },
  );
  expect(outcome).toMatchObject({ status: 'CREATE_COMPLETE' });
  alarmQueue = outcome.outputs['Told'] ?? '';
  deadLetters = outcome.outputs['Dead'] ?? '';
});
afterAll(() => cloud?.stop());

const print = (...lines: string[]) =>
  new LambdaClient(cloud.client).send(
    new InvokeCommand({ FunctionName: 'printing', Payload: JSON.stringify({ lines }) }),
  );

const states = async () => {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  return Object.fromEntries([...MetricAlarms, ...CompositeAlarms].map((found) => [found.AlarmName, found.StateValue]));
};
const becomes = (name: string, state: string) =>
  eventually(`alarm ${name} is ${state}`, async () => ((await states())[name] === state ? true : undefined));

describe('alarms', () => {
  test('see the metrics in a function’s output, each its own dimensions, statistic and periods', async () => {
    await print('nothing', emf('flights', { RunFailed: 1, RunDuration: Array.from({ length: 100 }, (_, i) => i + 1) }));

    await becomes('failed', 'ALARM');
    await becomes('slow', 'ALARM');
    expect(await states()).toMatchObject({
      failed: 'ALARM',
      slow: 'ALARM',
      fast: 'OK',
      // Of another dataset, and none came.
      other: 'INSUFFICIENT_DATA',
      // One of two datapoints.
      patient: 'OK',
    });
  });

  test('values of an array are samples of their own', async () => {
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Sluice',
        MetricName: 'RunDuration',
        Dimensions: [{ Name: 'dataset', Value: 'flights' }],
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 3600,
        Statistics: ['SampleCount', 'Maximum', 'Sum'],
      }),
    );

    expect(Datapoints).toMatchObject([{ SampleCount: 100, Maximum: 100, Sum: 5050 }]);
  });

  test('missing data is what the alarm says that it is', async () => {
    await becomes('silent', 'ALARM');

    expect((await states())['brief']).toBe('OK');
  });

  test('a composite alarm follows its children', () => becomes('any', 'ALARM'));

  test('a change is told to the topic: name, state, reason', async () => {
    const sqs = new SQSClient(cloud.client);
    const told = new Map<string, Record<string, string>>();
    await eventually('failed and slow', async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: alarmQueue, MaxNumberOfMessages: 10 }),
      );
      for (const message of Messages) {
        const change = JSON.parse(JSON.parse(message.Body ?? '{}').Message ?? '{}');
        told.set(change.AlarmName, change);
      }
      return told.has('failed') && told.has('slow') ? true : undefined;
    });

    expect(told.get('failed')).toMatchObject({
      NewStateValue: 'ALARM',
      NewStateReason: expect.stringContaining('GreaterThanThreshold 0'),
    });
    expect(told.has('other')).toBe(false);
  });

  test('depth and age of a queue are metrics within seconds', async () => {
    await new SQSClient(cloud.client).send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: 'poison' }));

    await becomes('dead', 'ALARM');
    await becomes('dead-age', 'ALARM');
  });

  test('an alarm ends when its data does', async () => {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Sluice',
        MetricData: [{ MetricName: 'Brief', Value: 1, Dimensions: [{ Name: 'dataset', Value: 'flights' }] }],
      }),
    );
    await becomes('brief', 'ALARM');

    await becomes('brief', 'OK');
  });
});
