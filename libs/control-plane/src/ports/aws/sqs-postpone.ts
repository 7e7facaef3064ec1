import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Postpone } from '../postpone.ts';

/** Postpones by changing how long the message stays invisible. */
export function createSqsPostpone(client: SQSClient, queueUrl: string): Postpone {
  return async (receiptHandle, seconds) => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
}
