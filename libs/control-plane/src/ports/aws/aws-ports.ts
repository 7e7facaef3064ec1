import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { DatasetConfig } from '@sluice/protocol';
import { createTelemetry, type Telemetry } from '../../telemetry.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { BatchPorts, LakePorts } from '../lake-ports.ts';
import { createGlueRuns } from './glue-runs.ts';
import { createLambdaNudge } from './lambda-nudge.ts';
import { createDynamoLedger } from './ledger/dynamo-ledger.ts';
import { createS3Store } from './s3-store.ts';

/** How the ports of a process may differ from those of a Lambda. */
export interface AwsPortsOptions {
  /** Region, endpoint and credentials of the clients; without them those of the environment, as in a Lambda. */
  readonly client?: {
    readonly region?: string;
    readonly endpoint?: string;
    readonly credentials?: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    };
  };
  readonly telemetry?: Telemetry;
  readonly remainingMilliseconds?: () => number;
}

// Requests are bounded, so that none outlives the Lambda that sent it and the lease that others wait for.
// Without the last option the SDK only warns.
const LIMITS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/**
 * The ports of dispatch on AWS, or on whatever `AWS_ENDPOINT_URL` names. Clients are made once and last as long as the
 * process. Its bundle holds no client that it does not need.
 */
export function createAwsBatchPorts(config: DatasetConfig, options: AwsPortsOptions = {}): BatchPorts {
  const settings = settingsOf(options);
  return {
    ledger: createDynamoLedger({ client: new DynamoDBClient(settings), table: config.ledgerTable }),
    store: createS3Store(new S3Client(settings)),
    // A repeated StartJobRun is a second run.
    runs: createGlueRuns(new GlueClient({ ...settings, maxAttempts: 1 })),
    telemetry: options.telemetry ?? createTelemetry({ namespace: config.metrics }),
    clock: SYSTEM_CLOCK,
    newId: () => crypto.randomUUID(),
    remainingMilliseconds: options.remainingMilliseconds ?? (() => Number.POSITIVE_INFINITY),
  };
}

/** The ports of reconcile, which also nudges. */
export function createAwsPorts(config: DatasetConfig, options: AwsPortsOptions = {}): LakePorts {
  return {
    ...createAwsBatchPorts(config, options),
    nudge: createLambdaNudge(new LambdaClient(settingsOf(options))),
  };
}

function settingsOf({ client }: AwsPortsOptions) {
  return { requestHandler: LIMITS, maxAttempts: 3, ...client };
}
