import { Match, type Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLake, contractOf, removeLakes, retentionsOf, templatesOf } from '../testing.fixture.ts';
import { controlRules, rawRules } from './lifecycle.ts';

afterAll(removeLakes);

let template: Template;

beforeAll(() => {
  const contracts = [
    contractOf('orders', { retention: { raw: 90, processed: 400, quarantine: 30 } }),
    contractOf('events'),
  ];
  const [lake] = templatesOf(buildLake(contracts));
  if (lake === undefined) throw new Error('a lake was built');
  template = lake;
}, 60_000);

/** A bucket of the lake, by its zone. */
function bucketOf(zone: string): Record<string, never> & { Properties: Record<string, unknown> } {
  const found = Object.values(
    template.findResources('AWS::S3::Bucket', { Properties: { BucketName: `sluice-${zone}-111122223333-eu-west-1` } }),
  );
  expect(found).toHaveLength(1);
  return found[0] as never;
}

function rulesOf(zone: string): readonly Record<string, unknown>[] {
  return (bucketOf(zone).Properties['LifecycleConfiguration'] as { Rules: Record<string, unknown>[] }).Rules;
}

describe('buckets', () => {
  test.each(['raw', 'processed', 'quarantine', 'control', 'access-logs'])(
    '%s: encrypted, not public, and left behind when the stack goes',
    (zone) => {
      const bucket = bucketOf(zone) as unknown as { DeletionPolicy: string; Properties: Record<string, unknown> };

      expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(bucket.Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
    },
  );

  test('every bucket refuses requests without TLS', () => {
    template.resourceCountIs('AWS::S3::BucketPolicy', 5);
    for (const policy of Object.values(template.findResources('AWS::S3::BucketPolicy'))) {
      expect(JSON.stringify(policy)).toContain(
        '{"Action":"s3:*","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });

  test('only raw keeps versions, and it sends its events without a function of the CDK', () => {
    expect(bucketOf('raw').Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(bucketOf('raw').Properties['NotificationConfiguration']).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(bucketOf('processed').Properties['VersioningConfiguration']).toBeUndefined();
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::IAM::Role', 0);
  });

  test('a retention ends what lies under the dataset, in each zone that it names', () => {
    expect(rulesOf('raw')).toContainEqual({
      Id: 'orders',
      Prefix: 'incoming/orders/',
      Status: 'Enabled',
      ExpirationInDays: 90,
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
    });
    expect(rulesOf('processed')).toContainEqual({
      Id: 'orders',
      Prefix: 'orders/',
      Status: 'Enabled',
      ExpirationInDays: 400,
    });
    expect(rulesOf('quarantine')).toContainEqual({
      Id: 'orders',
      Prefix: 'orders/',
      Status: 'Enabled',
      ExpirationInDays: 30,
    });
  });

  test('a dataset without a retention keeps everything', () => {
    for (const zone of ['raw', 'processed', 'quarantine']) {
      expect(
        rulesOf(zone).filter(
          (rule) => rule['Id'] === 'events' || (rule['ExpirationInDays'] !== undefined && rule['Prefix'] === undefined),
        ),
      ).toEqual([]);
    }
  });

  test('working copies and query results go; heads, plans and code stay', () => {
    const expiring = rulesOf('control').filter((rule) => rule['ExpirationInDays'] !== undefined);

    expect(expiring.map((rule) => [rule['Prefix'], rule['ExpirationInDays']])).toEqual([
      ['athena/', 7],
      ['orders/in/', 3],
      ['orders/staging/', 3],
      ['events/in/', 3],
      ['events/staging/', 3],
    ]);
  });

  test('more datasets with a retention than a bucket has rules for is said before anything is deployed', () => {
    const many = Array.from({ length: 1000 }, (_, index) => contractOf(`set_${index}`, { retention: { raw: 1 } }));

    expect(() => rawRules(retentionsOf(many))).toThrow('the raw bucket would need 1002 lifecycle rules; S3 keeps 1000');
  });

  test.each(['code', 'athena'])('a dataset cannot be called %s: its batch heads would be shared, or expire', (id) => {
    expect(() => controlRules(retentionsOf([contractOf(id)]))).toThrow(
      expect.objectContaining({
        code: 'SLC9511',
        message: `no dataset can be called "${id}": it is a place that all datasets share`,
      }),
    );
  });

  test('so are more datasets than the control bucket has rules for, with a retention or without', () => {
    const summaryOf = (count: number) =>
      retentionsOf(Array.from({ length: count }, (_, index) => contractOf(`set_${index}`)));

    expect(controlRules(summaryOf(499))).toHaveLength(1000);
    expect(() => controlRules(summaryOf(500))).toThrow(
      expect.objectContaining({
        code: 'SLC9508',
        message: 'the control bucket would need 1002 lifecycle rules; S3 keeps 1000',
      }),
    );
  });
});

test('the ledger is on demand, recoverable, protected, and forgets nothing', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      TableName: 'sluice-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: Match.absent(),
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: 'work', Projection: Match.objectLike({ ProjectionType: 'INCLUDE' }) }),
      ],
    },
  });
});

test('the database outlives its stack, or its tables would go with it', () => {
  template.hasResource('AWS::Glue::Database', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test('queries cannot leave the workgroup: enforced, encrypted, cut off', () => {
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 10 * 1024 ** 3,
      ResultConfiguration: {
        OutputLocation: 's3://sluice-control-111122223333-eu-west-1/athena/',
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      },
    },
  });
});

test('CloudWatch may use the key of the alarm topic, or alarms would be silent', () => {
  template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'sluice-alarms', KmsMasterKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ]),
    },
  });
});
