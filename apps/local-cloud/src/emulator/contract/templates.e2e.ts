import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformResources } from './platform-template.ts';
import { createStacks, lambda, type Outcome, type Resources } from './stacks.ts';
import { startTestCloud, type TestCloud } from './testing.ts';

describe('what a template says is what the services answer', () => {
  let cloud: TestCloud;
  let stacks: ReturnType<typeof createStacks>;
  let created: Outcome;
  let s3: S3Client;
  let dynamodb: DynamoDBClient;
  const Bucket = 'contract-raw';

  beforeAll(async () => {
    cloud = await startTestCloud();
    stacks = createStacks(cloud.client);
    s3 = new S3Client(cloud.client);
    dynamodb = new DynamoDBClient(cloud.client);
    created = await stacks.create('contract', platformResources(false), {
      Queue: { Ref: 'Queue' },
      DeadLetters: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
    });
  });
  afterAll(() => cloud?.stop());

  test('the stack is created', () => {
    expect(created).toMatchObject({ status: 'CREATE_COMPLETE', reason: undefined });
  });

  test('a table keeps its index, time to live and point-in-time recovery', async () => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'ledger' }));
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'ledger' }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: 'ledger' }));

    expect(Table?.GlobalSecondaryIndexes?.[0]?.Projection).toMatchObject({
      ProjectionType: 'INCLUDE',
      NonKeyAttributes: ['size', 'etag'],
    });
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
  });

  test('a bucket keeps lifecycle, encryption, tags, versioning, policy and its block of public access', async () => {
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const tagging = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    const policy = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));

    expect(lifecycle.Rules).toMatchObject([
      {
        ID: 'raw',
        Status: 'Enabled',
        Filter: { Prefix: 'flights/' },
        Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
    expect(tagging.TagSet).toContainEqual({ Key: 'lake', Value: 'one' });
    expect(versioning.Status).toBe('Enabled');
    expect(JSON.parse(policy.Policy ?? '{}').Statement[0].Effect).toBe('Deny');
    expect(access.PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  test(
    'the bucket of cdk bootstrap takes uploads: its key of AWS’s own is nowhere here, so it is encrypted as ' +
      'every bucket is',
    async () => {
      const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket: 'contract-assets' }));
      const put = await s3.send(new PutObjectCommand({ Bucket: 'contract-assets', Key: 'asset.zip', Body: 'asset' }));

      expect(
        encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      ).toBe('AES256');
      expect(put.ETag).toBeDefined();
    },
  );

  test('a queue keeps redrive, encryption, retention and policy', async () => {
    const sqs = new SQSClient(cloud.client);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: created.outputs['Queue'], AttributeNames: ['All'] }),
    );

    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toMatchObject({
      deadLetterTargetArn: created.outputs['DeadLetters'],
    });
    expect(Attributes).toMatchObject({
      VisibilityTimeout: '60',
      SqsManagedSseEnabled: 'true',
      Policy: expect.stringContaining('events.amazonaws.com'),
    });
  });

  test(
    'a function keeps its environment, log group and reserved concurrency; its mapping batch, window, scaling ' +
      'and partial failures',
    async () => {
      const client = new LambdaClient(cloud.client);
      const FunctionName = 'contract-intake';
      const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const concurrency = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));

      expect(configuration).toMatchObject({
        MemorySize: 256,
        Environment: { Variables: { SLUICE_CONFIG: '{"dataset":"flights"}' } },
        LoggingConfig: { LogGroup: '/sluice/contract-intake' },
      });
      expect(concurrency.ReservedConcurrentExecutions).toBe(3);
      expect(EventSourceMappings).toMatchObject([
        {
          BatchSize: 50,
          MaximumBatchingWindowInSeconds: 1,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 2 },
        },
      ]);
    },
  );

  test('a schedule keeps its expression, state, time zone and target', async () => {
    const schedule = await new SchedulerClient(cloud.client).send(
      new GetScheduleCommand({ Name: 'contract-dispatch' }),
    );

    expect(schedule).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      ScheduleExpressionTimezone: 'Europe/Zurich',
      State: 'DISABLED',
      Target: { RetryPolicy: { MaximumRetryAttempts: 0 } },
    });
  });

  test('rule, alarm, composite alarm, dashboard, log group and parameter are as written', async () => {
    const cloudwatch = new CloudWatchClient(cloud.client);
    const { Targets } = await new EventBridgeClient(cloud.client).send(
      new ListTargetsByRuleCommand({ Rule: 'contract-rule' }),
    );
    const alarms = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
    const dashboard = await cloudwatch.send(new GetDashboardCommand({ DashboardName: 'contract' }));
    const { logGroups } = await new CloudWatchLogsClient(cloud.client).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/sluice/' }),
    );
    const { Parameter } = await new SSMClient(cloud.client).send(
      new GetParameterCommand({ Name: '/sluice/contract/digest' }),
    );

    expect(Targets).toMatchObject([{ Id: 'queue', DeadLetterConfig: { Arn: created.outputs['DeadLetters'] } }]);
    expect(alarms.MetricAlarms).toMatchObject([
      {
        AlarmName: 'contract-duration',
        ExtendedStatistic: 'p95',
        Dimensions: [{ Name: 'dataset', Value: 'flights' }],
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
        AlarmActions: [expect.stringContaining(':contract-alarms')],
      },
    ]);
    expect(alarms.CompositeAlarms).toMatchObject([
      { AlarmName: 'contract-any', AlarmRule: 'ALARM("contract-duration")' },
    ]);
    expect(dashboard.DashboardBody).toContain('"widgets"');
    expect(logGroups).toMatchObject([{ logGroupName: '/sluice/contract-intake', retentionInDays: 30 }]);
    expect(Parameter?.Value).toBe('one');
  });

  test('an update changes what is different and takes away what the template no longer says', async () => {
    const updated = await stacks.update('contract', platformResources(true));
    const FunctionName = 'contract-intake';
    const client = new LambdaClient(cloud.client);
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'ledger' }));
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    const schedule = await new SchedulerClient(cloud.client).send(
      new GetScheduleCommand({ Name: 'contract-dispatch' }),
    );
    const { MetricAlarms } = await new CloudWatchClient(cloud.client).send(
      new DescribeAlarmsCommand({ AlarmNames: ['contract-duration'] }),
    );
    const { Parameter } = await new SSMClient(cloud.client).send(
      new GetParameterCommand({ Name: '/sluice/contract/digest' }),
    );

    expect(updated).toMatchObject({ status: 'UPDATE_COMPLETE', reason: undefined });
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
    expect(TagSet).toContainEqual({ Key: 'lake', Value: 'two' });
    await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
    expect((await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize).toBe(512);
    expect(
      (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions,
    ).toBeUndefined();
    expect(schedule.ScheduleExpression).toBe('rate(5 minutes)');
    expect(MetricAlarms?.[0]?.Threshold).toBe(1200);
    expect(Parameter?.Value).toBe('two');
  });

  test(
    'a custom resource gives what its provider answered; one whose provider says nothing fails the ' + 'stack in time',
    async () => {
      const provider = (answers: boolean) => `exports.handler = async (event) => {
  if (${answers}) await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'p-1', Data: { Said: event.ResourceProperties.Word } }) });
};`;
      const custom = (answers: boolean): Resources => ({
        Provider: lambda(`provider-${answers}`, provider(answers)),
        Custom: {
          Type: 'Custom::Thing',
          Properties: {
            ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] },
            Word: 'hello',
            ...(answers ? {} : { ServiceTimeout: 1 }),
          },
        },
      });

      const answered = await stacks.create('custom', custom(true), {
        Id: { Ref: 'Custom' },
        Said: { 'Fn::GetAtt': ['Custom', 'Said'] },
      });
      const silent = await stacks.create('silent', custom(false));

      expect(answered).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Id: 'p-1', Said: 'hello' } });
      expect(silent).toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('timed out') });
    },
  );

  test('an unknown type and a metric-math alarm fail the stack instead of doing nothing', async () => {
    const unknown = stacks.create('unknown', { Thing: { Type: 'AWS::Nowhere::Thing' } });
    const math = stacks.create('math', {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'math',
          EvaluationPeriods: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 1,
          Metrics: [{ Id: 'e', Expression: 'm / 2' }],
        },
      },
    });

    expect((await unknown.catch((error: Error) => ({ status: error.name }))).status).not.toBe('CREATE_COMPLETE');
    expect((await math.catch((error: Error) => ({ status: error.name }))).status).not.toBe('CREATE_COMPLETE');
  });

  test('a deleted stack leaves nothing of its own', async () => {
    await stacks.remove('contract');

    await expect(
      new SchedulerClient(cloud.client).send(new GetScheduleCommand({ Name: 'contract-dispatch' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(dynamodb.send(new DescribeTableCommand({ TableName: 'ledger' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
