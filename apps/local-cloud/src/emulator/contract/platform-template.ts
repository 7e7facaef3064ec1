import { lambda, type Resources } from './stacks.ts';

/**
 * What the platform's stacks have, each with the properties that the emulator might drop. `changed` gives the second
 * deployment.
 */
export function platformResources(changed: boolean): Resources {
  const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  return {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['PK', 'SK', 'GPK', 'GSK'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'work',
            KeySchema: [
              { AttributeName: 'GPK', KeyType: 'HASH' },
              { AttributeName: 'GSK', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['size', 'etag'] },
          },
        ],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        ...(changed ? {} : { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }),
      },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'contract-raw',
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        Tags: [{ Key: 'lake', Value: changed ? 'two' : 'one' }],
        ...(changed
          ? {}
          : {
              LifecycleConfiguration: {
                Rules: [
                  {
                    Id: 'raw',
                    Status: 'Enabled',
                    Prefix: 'flights/',
                    Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }],
                    NoncurrentVersionExpiration: { NoncurrentDays: 90 },
                    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
                  },
                ],
              },
            }),
      },
    },
    // As `cdk bootstrap` writes it: a key of AWS's own, which is nowhere here.
    BootstrapBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'contract-assets',
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      },
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [arn('Bucket')],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    DeadLetters: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'contract-dlq', MessageRetentionPeriod: 1209600 },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'contract-queue',
        VisibilityTimeout: changed ? 90 : 60,
        SqsManagedSseEnabled: true,
        RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 5 },
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arn('Queue'),
            },
          ],
        },
      },
    },
    Function: lambda('contract-intake', 'exports.handler = async () => ({ batchItemFailures: [] });', {
      MemorySize: changed ? 512 : 256,
      Environment: { Variables: { SLUICE_CONFIG: '{"dataset":"flights"}' } },
      LoggingConfig: { LogGroup: { Ref: 'Logs' } },
      ...(changed ? {} : { ReservedConcurrentExecutions: 3 }),
    }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Queue'),
        FunctionName: { Ref: 'Function' },
        BatchSize: 50,
        MaximumBatchingWindowInSeconds: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/sluice/contract-intake', RetentionInDays: 30 } },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'contract-dispatch',
        ScheduleExpression: changed ? 'rate(5 minutes)' : 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpressionTimezone: 'Europe/Zurich',
        State: 'DISABLED',
        Target: {
          Arn: arn('Function'),
          RoleArn: 'arn:aws:iam::000000000000:role/schedule',
          RetryPolicy: { MaximumRetryAttempts: 0 },
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'contract-rule',
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: ['contract-raw'] } },
        },
        Targets: [{ Id: 'queue', Arn: arn('Queue'), DeadLetterConfig: { Arn: arn('DeadLetters') } }],
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'contract-alarms' } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'contract-duration',
        Namespace: 'Sluice',
        MetricName: 'RunDuration',
        Dimensions: [{ Name: 'dataset', Value: 'flights' }],
        ExtendedStatistic: 'p95',
        Period: 300,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Threshold: changed ? 1200 : 600,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Topic' }],
      },
    },
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: 'contract',
        DashboardBody: '{"widgets":[{"type":"text","x":0,"y":0,"width":6,"height":2,"properties":{"markdown":"one"}}]}',
      },
    },
    Digest: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/sluice/contract/digest', Type: 'String', Value: changed ? 'two' : 'one' },
    },
    Composite: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'contract-any', AlarmRule: 'ALARM("contract-duration")' },
      DependsOn: ['Alarm'],
    },
    Budget: {
      Type: 'AWS::Budgets::Budget',
      Properties: { Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 10, Unit: 'USD' } } },
    },
  };
}
