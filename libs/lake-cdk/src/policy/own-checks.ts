import { type TemplateDocument, type TemplateResource, text } from './statements.ts';

/** A rule that cdk-nag does not have. */
export interface OwnCheck {
  readonly name: string;
  readonly type: string;
  /** What is wrong with a resource of this type; nothing when all is well. */
  check(properties: TemplateResource['Properties'], id: string): string | undefined;
}

/** The rules, one per promise that the design makes about resources. */
const OWN_CHECKS: readonly OwnCheck[] = [
  {
    name: 'a workgroup is enforced, cuts off and encrypts',
    type: 'AWS::Athena::WorkGroup',
    check: ({ WorkGroupConfiguration: configuration }) => {
      if (configuration?.EnforceWorkGroupConfiguration !== true) return 'clients can override it';
      if (!(configuration.BytesScannedCutoffPerQuery >= 10_000_000)) return 'it has no limit of bytes per query';
      return configuration.ResultConfiguration?.EncryptionConfiguration === undefined
        ? 'its results are not encrypted'
        : undefined;
    },
  },
  {
    name: 'the raw bucket keeps versions and sends events',
    type: 'AWS::S3::Bucket',
    check: ({ BucketName, VersioningConfiguration, NotificationConfiguration }) => {
      if (!/-raw-/.test(text(BucketName))) return undefined;
      if (VersioningConfiguration?.Status !== 'Enabled') return 'it keeps no versions';
      return NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true
        ? undefined
        : 'it sends no events';
    },
  },
  {
    name: 'incomplete uploads are aborted in every bucket',
    type: 'AWS::S3::Bucket',
    check: ({ LifecycleConfiguration }) =>
      LifecycleConfiguration?.Rules?.some(
        (rule: Record<string, unknown>) =>
          rule['AbortIncompleteMultipartUpload'] !== undefined && rule['Prefix'] === undefined,
      )
        ? undefined
        : 'they stay for ever',
  },
  {
    name: 'a job has a timeout, a limit of runs and no retries',
    type: 'AWS::Glue::Job',
    check: ({ Timeout, ExecutionProperty, MaxRetries }) => {
      if (!(Timeout > 0 && Timeout <= 480)) return `its timeout is ${Timeout}`;
      if (!(ExecutionProperty?.MaxConcurrentRuns > 1)) return 'it has no limit of runs';
      return MaxRetries === 0 ? undefined : "Glue would retry it behind the ledger's back";
    },
  },
  {
    name: 'a job is told no secret',
    type: 'AWS::Glue::Job',
    check: ({ DefaultArguments = {} }) =>
      Object.keys(DefaultArguments).find((name) => /secret|password|token|key/i.test(name)),
  },
  {
    name: 'the ledger can be recovered, is protected, and forgets nothing',
    type: 'AWS::DynamoDB::Table',
    check: ({ PointInTimeRecoverySpecification, DeletionProtectionEnabled, TimeToLiveSpecification }) => {
      if (PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled !== true) return 'it cannot be recovered';
      if (DeletionProtectionEnabled !== true) return 'it can be deleted';
      return TimeToLiveSpecification === undefined ? undefined : 'it forgets';
    },
  },
  {
    name: 'lines are kept for a time, not for ever',
    type: 'AWS::Logs::LogGroup',
    check: ({ RetentionInDays }) => (RetentionInDays > 0 ? undefined : 'it keeps them for ever'),
  },
  {
    name: 'an alarm calls somebody and says where to read',
    type: 'AWS::CloudWatch::Alarm',
    check: ({ AlarmActions = [], AlarmDescription = '', TreatMissingData, Metrics }) => {
      if (AlarmActions.length === 0) return 'it calls nobody';
      if (!/docs\/runbook\.md#[a-z-]+/.test(AlarmDescription)) return 'it names no section of the runbook';
      if (Metrics !== undefined) return 'it is metric math';
      return TreatMissingData === undefined ? 'it does not say what no data means' : undefined;
    },
  },
];

/** Runs every rule over a template. @returns how many resources were looked at, and what is wrong */
export function checkTemplate(
  stack: string,
  { Resources }: TemplateDocument,
): { readonly checked: number; readonly violations: readonly string[] } {
  const violations: string[] = [];
  let checked = 0;
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    for (const { type, name, check } of OWN_CHECKS) {
      if (type !== Type) continue;
      checked += 1;
      const wrong = check(Properties, id);
      if (wrong !== undefined) violations.push(`${stack} ${id}: ${name}: ${wrong}`);
    }
  }
  return { checked, violations };
}
