import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  createAwsBatchPorts,
  createAwsPorts,
  createDynamoLedger,
  createLambdaNudge,
  createNudging,
  createS3FileRanges,
  createSqsPostpone,
  createTelemetry,
  type Dataset,
  type IntakeServices,
} from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';
import type { LambdaContext } from './lambda.ts';

// A request that gets no answer would take the whole delivery with it. Without the last option the SDK only warns.
const INTAKE_LIMITS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * What intake acts on. Each of these is called once per container, outside the handler: clients and their connections
 * last. A bundle holds only what its own handler asks for here.
 */
export function wireIntake(dataset: Dataset, config: DatasetConfig): IntakeServices {
  const options = { requestHandler: INTAKE_LIMITS, maxAttempts: 3 };
  return {
    config,
    dataset,
    ledger: createDynamoLedger({ client: new DynamoDBClient(options), table: config.ledgerTable }),
    ranges: createS3FileRanges(new S3Client(options)),
    now: () => new Date(),
    telemetry: createTelemetry({ namespace: config.metrics }),
    shouldNudge: createNudging(config.batch),
    postpone: createSqsPostpone(new SQSClient(options), config.queueUrl),
    nudge: createLambdaNudge(new LambdaClient(options)),
  };
}

/** The ports of dispatch, which wakes nobody up. */
export const wireDispatch = (config: DatasetConfig) => createAwsBatchPorts(config);

/** The ports of reconcile. */
export const wireReconcile = (config: DatasetConfig) => createAwsPorts(config);

/** The ports of one invocation: they know when it will be cut off. */
export function within<Ports extends object>(ports: Ports, context: LambdaContext) {
  return { ...ports, remainingMilliseconds: () => context.getRemainingTimeInMillis() };
}
