import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ControlPlaneError, RELEASE_SOURCE, RELEASE_TYPE } from '@sluice/control-plane';
import type { FileId } from '@sluice/protocol';

/** The way into a dataset's intake. */
export interface IntakeQueue {
  /** Sends one release for each file, and returns when the queue has all of them. */
  send(files: readonly FileId[]): Promise<void>;
}

/** The message that asks intake to decide about a file again. */
export function releaseMessage({ bucket, key, versionId }: FileId): string {
  return JSON.stringify({
    source: RELEASE_SOURCE,
    'detail-type': RELEASE_TYPE,
    detail: { bucket, key, version_id: versionId },
  });
}

// The most that one SendMessageBatch takes; with keys of 1,024 bytes it stays far under the 1 MiB of all messages
// together.
const MESSAGES = 10;

/** A dataset's queue in SQS. */
export function createSqsIntakeQueue(client: SQSClient, queueUrl: string): IntakeQueue {
  return {
    send: async (files) => {
      for (let start = 0; start < files.length; start += MESSAGES) {
        const Entries = files
          .slice(start, start + MESSAGES)
          .map((file, index) => ({ Id: String(index), MessageBody: releaseMessage(file) }));
        const { Failed: [failed] = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
        );
        if (failed !== undefined)
          throw new ControlPlaneError(
            'SLC9025',
            `${queueUrl} took not all messages: ${failed.Code}. Release the same files again.`,
          );
      }
    },
  };
}
