import { Match, type Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLake, contractOf, removeLakes, templatesOf } from '../testing.fixture.ts';

afterAll(removeLakes);

let template: Template;
let retired: Template;
let sized: Template;

beforeAll(() => {
  const contracts = [
    contractOf('orders'),
    contractOf('old_orders', { status: 'retired' }),
    contractOf('big', { engine: { workerType: 'G.2X', workers: 10, slots: 4 }, sla: { freshnessMinutes: 30 } }),
  ];
  const [, orders, oldOrders, big] = templatesOf(buildLake(contracts));
  if (orders === undefined || oldOrders === undefined || big === undefined) throw new Error('three stacks were built');
  [template, retired, sized] = [orders, oldOrders, big];
}, 60_000);

/** What a function is told: its configuration, with references left as they are. */
function configOf(stack: Template, functionName: string): string {
  const [found] = Object.values(
    stack.findResources('AWS::Lambda::Function', { Properties: { FunctionName: functionName } }),
  );
  return JSON.stringify(found?.['Properties'].Environment.Variables.SLUICE_CONFIG);
}

describe('from the bucket to intake', () => {
  test('a rule looks at bucket and prefix, and at nothing else', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectEquals({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: ['sluice-raw-111122223333-eu-west-1'] },
          object: { key: [{ prefix: 'incoming/orders/' }] },
        },
      }),
    });
  });

  test('the queue waits six times as long as intake may work, and gives up after five tries', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'sluice-orders-intake',
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 360,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'sluice-orders-intake', Timeout: 60 });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'sluice-orders-intake-dlq',
      MessageRetentionPeriod: 14 * 86_400,
    });
  });

  test('intake is limited at the queue, answers message by message, and reserves nothing of the account', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    template.allResourcesProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
  });

  test('only the rule may write into the queues', () => {
    for (const policy of Object.values(template.findResources('AWS::SQS::QueuePolicy'))) {
      const allowed = policy['Properties'].PolicyDocument.Statement.filter(
        (it: { Effect: string }) => it.Effect === 'Allow',
      );
      expect(allowed).toHaveLength(1);
      expect(allowed[0]).toMatchObject({
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': expect.anything() } },
      });
    }
  });
});

describe('runs', () => {
  test('a dataset costs two rules of the bus; its clocks are schedules', () => {
    template.resourceCountIs('AWS::Events::Rule', 2);
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
    template.allResourcesProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });

  test('all functions are bundles for Node 24 on ARM', () => {
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  test('dispatch and reconcile come from one upload, and Lambda does not repeat them', () => {
    const keys = ['dispatch', 'reconcile'].map((name) => {
      const found = template.findResources('AWS::Lambda::Function', { Properties: { Handler: `${name}.handler` } });
      return Object.values(found)[0]?.['Properties'].Code.S3Key;
    });
    expect(keys[0]).toBe(keys[1]);
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  test('Glue never retries, ends in an hour, and allows two runs more than there are slots', () => {
    template.hasResourceProperties('AWS::Glue::Job', {
      GlueVersion: '5.1',
      MaxRetries: 0,
      Timeout: 60,
      WorkerType: 'G.1X',
      NumberOfWorkers: 2,
      ExecutionProperty: { MaxConcurrentRuns: 4 },
      Command: {
        Name: 'glueetl',
        ScriptLocation: `s3://sluice-control-111122223333-eu-west-1/code/${'c'.repeat(64)}/main.py`,
      },
    });
    expect(configOf(template, 'sluice-orders-dispatch')).toContain(String.raw`\"slots\":2`);
  });

  test('the contract sizes the job and says what is late', () => {
    sized.hasResourceProperties('AWS::Glue::Job', {
      WorkerType: 'G.2X',
      NumberOfWorkers: 10,
      ExecutionProperty: { MaxConcurrentRuns: 6 },
    });
    sized.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'sluice-big-oldest-pending', Threshold: 1800 });
    expect(configOf(sized, 'sluice-big-dispatch')).toContain(String.raw`\"slots\":4`);
  });

  test('the table names the real bucket, and outlives its dataset', () => {
    template.hasResource('AWS::Glue::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DatabaseName: 'sluice',
        TableInput: { StorageDescriptor: { Location: 'sluice-processed-111122223333-eu-west-1/x/' } },
      },
    });
  });

  test('what a function is told fits into its environment', () => {
    // Lambda's limit for all variables together is 4 KB:
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    expect(configOf(template, 'sluice-orders-dispatch').length).toBeLessThan(3500);
  });
});

test('every alarm tells the topic, names the runbook, and takes one metric', () => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((alarm) => alarm['Properties']);

  expect(
    alarms.map(({ AlarmName, MetricName, TreatMissingData }) => [AlarmName, MetricName, TreatMissingData]),
  ).toEqual([
    ['sluice-orders-dead-letters', 'ApproximateNumberOfMessagesVisible', 'notBreaching'],
    ['sluice-orders-quarantine', 'FilesQuarantined', 'notBreaching'],
    ['sluice-orders-oldest-pending', 'OldestPendingAge', 'missing'],
    ['sluice-orders-run-failures', 'RunFailed', 'notBreaching'],
    ['sluice-orders-run-duration', 'RunDuration', 'notBreaching'],
  ]);
  for (const { AlarmActions, AlarmDescription, AlarmName, Metrics } of alarms) {
    expect(AlarmActions).toHaveLength(1);
    expect(AlarmDescription).toContain(`docs/runbook.md#${AlarmName.replace('sluice-orders-', '')}`);
    expect(Metrics).toBeUndefined();
  }
  expect(alarms.find(({ MetricName }) => MetricName === 'RunFailed')).toMatchObject({
    Statistic: 'Average',
    Threshold: 0.5,
  });
  expect(alarms.find(({ MetricName }) => MetricName === 'RunDuration')).toMatchObject({
    ExtendedStatistic: 'p95',
    Threshold: 1800,
  });
  // A dispatch that is silent is as bad as one that is late.
  expect(alarms.find(({ MetricName }) => MetricName === 'OldestPendingAge').InsufficientDataActions).toHaveLength(1);
});

test('a retired dataset keeps rule, queue and intake, and nothing that loads', () => {
  retired.resourceCountIs('AWS::Events::Rule', 1);
  retired.resourceCountIs('AWS::SQS::Queue', 2);
  retired.resourceCountIs('AWS::Lambda::Function', 1);
  retired.resourceCountIs('AWS::IAM::Role', 1);
  retired.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  for (const type of ['AWS::Glue::Job', 'AWS::Glue::Table', 'AWS::Scheduler::Schedule'])
    retired.resourceCountIs(type, 0);
  expect(configOf(retired, 'sluice-old_orders-intake')).toContain(String.raw`\"dispatchFunction\":null`);
});

test('the longest names fit into what AWS takes, and another lake counts for itself', () => {
  const id = `a_${'x'.repeat(37)}z`;
  expect(() => contractOf(`${id}z`)).toThrow();
  const lake = 'thirteen-long';
  const [, stack] = templatesOf(buildLake([contractOf(id)], { lake }));
  if (stack === undefined) throw new Error('two stacks were built');
  const namesOf = (type: string, name: string) =>
    Object.values(stack.findResources(type)).map((found) => found['Properties'][name]);

  for (const name of [
    ...namesOf('AWS::Lambda::Function', 'FunctionName'),
    ...namesOf('AWS::Scheduler::Schedule', 'Name'),
  ])
    expect(name.length).toBeLessThanOrEqual(64);
  for (const name of namesOf('AWS::SQS::Queue', 'QueueName')) expect(name.length).toBeLessThanOrEqual(80);
  for (const suffix of ['intake', 'dispatch', 'reconcile'])
    expect(configOf(stack, `${lake}-${id}-${suffix}`).length).toBeLessThan(4000);
  expect(new Set(namesOf('AWS::CloudWatch::Alarm', 'Namespace'))).toEqual(new Set(['AWS/SQS', 'Sluice/thirteen-long']));
});

test('fifty datasets are synthesized in one process', () => {
  const { app } = buildLake(Array.from({ length: 50 }, (_, index) => contractOf(`set_${index}`)));

  expect(app.synth().stacks).toHaveLength(51);
}, 120_000);
