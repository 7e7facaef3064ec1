import { describe, expect, it } from 'vitest';
import { checkTemplate } from './own-checks.ts';

const uploads = { LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] } };
/** One resource of every kind that the rules look at, as it should be. */
const GOOD: Readonly<Record<string, object>> = {
  'AWS::Athena::WorkGroup': {
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 10_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    },
  },
  'AWS::S3::Bucket': {
    BucketName: 'x-raw-1',
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    ...uploads,
  },
  'AWS::Glue::Job': {
    Timeout: 60,
    ExecutionProperty: { MaxConcurrentRuns: 4 },
    MaxRetries: 0,
    DefaultArguments: { '--job-language': 'python' },
  },
  'AWS::DynamoDB::Table': {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  },
  'AWS::Logs::LogGroup': { RetentionInDays: 90 },
  'AWS::CloudWatch::Alarm': {
    AlarmActions: ['arn'],
    AlarmDescription: 'See docs/runbook.md#late.',
    TreatMissingData: 'missing',
  },
};

/** What is said of a good resource with some properties changed. */
function saidOf(type: string, changes: object): readonly string[] {
  const Properties = { ...GOOD[type], ...changes };
  return checkTemplate('stack', { Resources: { Id: { Type: type, Properties } } }).violations;
}

describe('our own rules', () => {
  it('find nothing in what is as it should be, and look at all of it', () => {
    for (const type of Object.keys(GOOD)) expect([type, saidOf(type, {})]).toEqual([type, []]);
    expect(
      checkTemplate('stack', { Resources: { Id: { Type: 'AWS::Glue::Job', Properties: GOOD['AWS::Glue::Job'] } } })
        .checked,
    ).toBe(2);
  });

  it.each([
    ['AWS::Athena::WorkGroup', { WorkGroupConfiguration: undefined }, 'clients can override it'],
    [
      'AWS::Athena::WorkGroup',
      { WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 9_999_999 } },
      'it has no limit of bytes per query',
    ],
    [
      'AWS::Athena::WorkGroup',
      { WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 10_000_000 } },
      'its results are not encrypted',
    ],
    ['AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } }, 'it keeps no versions'],
    ['AWS::S3::Bucket', { NotificationConfiguration: undefined }, 'it sends no events'],
    ['AWS::S3::Bucket', { LifecycleConfiguration: undefined }, 'they stay for ever'],
    [
      'AWS::S3::Bucket',
      { LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: {}, Prefix: 'a/' }] } },
      'they stay for ever',
    ],
    ['AWS::Glue::Job', { Timeout: 481 }, 'its timeout is 481'],
    ['AWS::Glue::Job', { ExecutionProperty: { MaxConcurrentRuns: 1 } }, 'it has no limit of runs'],
    ['AWS::Glue::Job', { MaxRetries: undefined }, "Glue would retry it behind the ledger's back"],
    ['AWS::Glue::Job', { DefaultArguments: { '--db-password': 'x' } }, '--db-password'],
    ['AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: undefined }, 'it cannot be recovered'],
    ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: false }, 'it can be deleted'],
    ['AWS::DynamoDB::Table', { TimeToLiveSpecification: { Enabled: false } }, 'it forgets'],
    ['AWS::Logs::LogGroup', { RetentionInDays: 0 }, 'it keeps them for ever'],
    ['AWS::CloudWatch::Alarm', { AlarmActions: undefined }, 'it calls nobody'],
    ['AWS::CloudWatch::Alarm', { AlarmDescription: 'Late.' }, 'it names no section of the runbook'],
    ['AWS::CloudWatch::Alarm', { Metrics: [] }, 'it is metric math'],
    ['AWS::CloudWatch::Alarm', { TreatMissingData: undefined }, 'it does not say what no data means'],
  ])('%s with %j: %s', (type, changes, says) => {
    const [violation, ...others] = saidOf(type, changes);

    expect(violation).toMatch(/^stack Id: /);
    expect(violation?.endsWith(`: ${says}`)).toBe(true);
    expect(others).toEqual([]);
  });

  it('ask for versions of raw alone', () => {
    expect(saidOf('AWS::S3::Bucket', { BucketName: 'x-control-1', VersioningConfiguration: undefined })).toEqual([]);
  });
});
