import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  createDynamoLedger,
  createLambdaNudge,
  createNudging,
  createTelemetry,
  type Dataset,
  handleBatch,
  type IntakeServices,
  s3ObjectHeads,
} from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';

/** What SQS hands to a Lambda, as far as it is looked at. */
export interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

/** What Lambda tells about the invocation, as far as it is looked at. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Which messages SQS shall deliver again; all others are done. */
export interface SqsAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The Lambda that decides about the objects of one dataset. Called once per container, outside the handler: clients and
 * connections last.
 *
 * @example
 * import { validate } from '../../../contracts/flights/generated/validate.js';
 * import plan from '../../../contracts/flights/generated/plan.json';
 * export const handler = createIntakeHandler({ plan, validate });
 */
export function createIntakeHandler(dataset: Dataset): (event: SqsEvent, context: LambdaContext) => Promise<SqsAnswer> {
  const services = connect(dataset, JSON.parse(process.env['SLUICE_CONFIG'] ?? '{}') as DatasetConfig);
  return async (event, context) => {
    const records = event.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
      messageId,
      receiptHandle,
      body,
      receiveCount: Number(attributes.ApproximateReceiveCount),
    }));
    const failed = await handleBatch(records, services, () => context.getRemainingTimeInMillis());
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

// A request that gets no answer would take the whole delivery with it. Without the last option the SDK only warns.
const LIMITS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

function connect(dataset: Dataset, config: DatasetConfig): IntakeServices {
  const options = { requestHandler: LIMITS, maxAttempts: 3 };
  const sqs = new SQSClient(options);
  return {
    config,
    dataset,
    ledger: createDynamoLedger({ client: new DynamoDBClient(options), table: config.ledgerTable }),
    heads: s3ObjectHeads(new S3Client(options)),
    now: () => new Date(),
    telemetry: createTelemetry({ namespace: config.metrics }),
    shouldNudge: createNudging(config.batch),
    postpone: async (receiptHandle, seconds) => {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: config.queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
    nudge: createLambdaNudge(new LambdaClient(options)),
  };
}
