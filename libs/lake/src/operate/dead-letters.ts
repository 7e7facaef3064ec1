import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { datasetNames, MAX_KEY_BYTES } from '@sluice/protocol';
import type { Target } from '../find/target.ts';
import { queueDepth, queueUrl } from '../read/queues.ts';
import { chosenDatasets } from '../read/target-datasets.ts';

/** A message that intake gave up, without its body: whoever wrote it may be hostile. */
export interface DeadLetter {
  readonly dataset: string;
  readonly messageId: string;
  /** The key that it is about; null when it is no event. */
  readonly key: string | null;
  /** ISO 8601. */
  readonly sentAt: string | null;
}

/** The dead letters of a dataset. */
export interface DeadLetters {
  readonly dataset: string;
  /** As SQS counts them, which is approximate by nature. */
  readonly depth: number;
  /** Those that could be looked at. */
  readonly letters: readonly DeadLetter[];
}

/** A look shows some of a queue, never surely all: it is looked again until looks bring nothing new. */
const IDLE_LOOKS = 3;
const MOST_LOOKS = 100;

/** What one look showed stays out of the next ones; a look that dies gives it back after so many seconds. */
const HIDDEN_SECONDS = 30;

/** Looks into the dead-letter queues. Nothing is removed; what was looked at is given back at once. */
export async function readDeadLetters(target: Target, dataset: string | undefined): Promise<readonly DeadLetters[]> {
  const found: DeadLetters[] = [];
  for (const id of await chosenDatasets(target, dataset)) found.push(await lettersOf(target, id));
  return found;
}

async function lettersOf({ sqs, lake }: Target, dataset: string): Promise<DeadLetters> {
  const QueueUrl = await queueUrl({ sqs }, datasetNames(dataset, lake).deadLetterQueue);
  const { waiting, inFlight } = await queueDepth({ sqs }, QueueUrl);
  const depth = waiting + inFlight;
  const letters = new Map<string, DeadLetter>();
  const receipts: string[] = [];
  let idle = 0;
  try {
    for (let look = 0; letters.size < depth && idle < IDLE_LOOKS && look < MOST_LOOKS; look += 1) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      const before = letters.size;
      for (const { MessageId = '', Body = '', ReceiptHandle, Attributes: of } of Messages) {
        const sent = Number(of?.SentTimestamp ?? Number.NaN);
        const sentAt = Number.isNaN(sent) ? null : new Date(sent).toISOString();
        if (ReceiptHandle !== undefined) receipts.push(ReceiptHandle);
        letters.set(MessageId, { dataset, messageId: MessageId, key: keyOfEvent(Body), sentAt });
      }
      idle = letters.size === before ? idle + 1 : 0;
    }
  } finally {
    await giveBack(sqs, QueueUrl, receipts);
  }
  return { dataset, depth, letters: [...letters.values()] };
}

/** A receipt that is refused runs out by itself. */
async function giveBack(sqs: Target['sqs'], QueueUrl: string, receipts: readonly string[]): Promise<void> {
  for (let start = 0; start < receipts.length; start += 10) {
    const Entries = receipts
      .slice(start, start + 10)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

/** The key that an event is about, in the shape of EventBridge or of a release; null for anything else. Pure. */
export function keyOfEvent(body: string): string | null {
  try {
    const { detail } = JSON.parse(body) as { detail?: { object?: { key?: unknown }; key?: unknown } };
    const key = detail?.object?.key ?? detail?.key;
    return typeof key === 'string' && Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : null;
  } catch {
    return null;
  }
}

/** Sends all dead letters of a dataset back to its queue; answers the handle of the move. */
export async function redriveDeadLetters({ sqs, lake }: Target, dataset: string): Promise<string | undefined> {
  const arn = async (queue: string) => {
    const QueueUrl = await queueUrl({ sqs }, queue);
    return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))).Attributes?.[
      'QueueArn'
    ];
  };
  const { queue, deadLetterQueue } = datasetNames(dataset, lake);
  const [SourceArn, DestinationArn] = await Promise.all([arn(deadLetterQueue), arn(queue)]);
  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  return TaskHandle;
}

/** What the dead letters of a dataset are about, before they are sent again. */
export interface DeadLetterKinds {
  readonly messages: number;
  /** About objects in raw. */
  readonly objects: number;
  /** No event of S3: what intake cannot read fails again. */
  readonly foreign: number;
  /** Could not be looked at. */
  readonly unseen: number;
}

/** Sorts the dead letters of a dataset. Pure. */
export function deadLetterKinds({ depth, letters }: Pick<DeadLetters, 'depth' | 'letters'>): DeadLetterKinds {
  const foreign = letters.filter(({ key }) => key === null).length;
  const unseen = Math.max(0, depth - letters.length);
  return { messages: depth, objects: letters.length - foreign, foreign, unseen };
}
