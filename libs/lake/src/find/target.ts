import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Ledger } from '@sluice/control-plane';
import type { LakeNames } from '@sluice/protocol';
import type { QueryClient } from '@sluice/query';

/**
 * Where a command acts: a lake with ledger, queues and functions, on this machine or in an AWS account. Same clients,
 * same names.
 */
export interface Target {
  readonly kind: 'local' | 'aws';
  /** Where it is asked, if not at AWS's own addresses. */
  readonly endpoint: string | undefined;
  readonly account: string;
  readonly region: string;
  /** The first word of all its names. */
  readonly lake: string;
  readonly names: LakeNames;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  /** Athena and, as `glue`, the catalog and the jobs. */
  readonly query: QueryClient;
  readonly ledger: Ledger;
  close(): void;
}

/** Options of every command that acts on a lake with a ledger. */
export interface TargetOptions {
  readonly aws?: boolean;
  /** The lake of this machine and no other; only where a command could mean folders too. */
  readonly local?: boolean;
}

/** What a target is named by. */
export type TargetName = Pick<Target, 'kind' | 'lake' | 'account' | 'region'> & {
  readonly endpoint?: string | undefined;
};

/** `local lake · account 000000000000 · us-east-1`: how a target is named to people. */
export function targetTitle({ kind, lake, account, region, endpoint }: TargetName): string {
  const what = kind === 'local' ? 'local lake' : endpoint === undefined ? 'AWS' : `AWS at ${endpoint}`;
  return [what, ...(lake === 'sluice' ? [] : [lake]), `account ${account}`, region].join(' · ');
}

/** A target as JSON documents name it. */
export function targetDocument({ kind, lake, account, region }: Target) {
  return { kind, lake, account, region };
}
