import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { chosenDatasets, secondsBetween, type Target } from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';
import { age, count, printable, type Terminal, table } from '@sluice/terminal';

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

/** What is longer is no key of S3, only somebody's text. */
const MAX_KEY_BYTES = 1024;
/** What one look showed stays out of the next ones; a look that dies gives it back after so many seconds. */
const HIDDEN_SECONDS = 30;

/** Looks into the dead-letter queues. Nothing is removed; what was looked at is given back at once. */
export async function readDeadLetters(target: Target, dataset: string | undefined): Promise<readonly DeadLetters[]> {
  const found: DeadLetters[] = [];
  for (const id of await chosenDatasets(target, dataset)) found.push(await lettersOf(target, id));
  return found;
}

async function lettersOf({ sqs, lake }: Target, dataset: string): Promise<DeadLetters> {
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: datasetNames(dataset, lake).deadLetterQueue }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const depth =
    Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0) +
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0);
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
export async function redrive({ sqs, lake }: Target, dataset: string): Promise<string | undefined> {
  const arn = async (queue: string) => {
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))).Attributes?.[
      'QueueArn'
    ];
  };
  const { queue, deadLetterQueue } = datasetNames(dataset, lake);
  const [SourceArn, DestinationArn] = await Promise.all([arn(deadLetterQueue), arn(queue)]);
  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  return TaskHandle;
}

/** Dead letters as a table: what each is about, since when, how often it was tried. */
export function deadLettersText(queues: readonly DeadLetters[], now: string, { paint, width }: Terminal): string {
  const { dim, green } = paint;
  if (queues.every(({ depth }) => depth === 0)) return `  ${green('✓')} No dead letters.\n`;
  const right = (title: string) => ({ title, align: 'right' as const });
  const rows = queues.flatMap(({ letters }) =>
    letters.map((letter) => [
      letter.dataset,
      letter.sentAt === null ? '' : `${age(secondsBetween(letter.sentAt, now))} ago`,
      letter.key === null ? dim('no event of S3') : printable(letter.key),
      letter.messageId,
    ]),
  );
  const hidden = queues.filter(({ depth, letters }) => depth > letters.length);
  const note = hidden.map(
    ({ dataset, depth, letters }) =>
      `  ${dim(`${dataset}: ${count(depth)} in all, ${count(letters.length)} could be looked at`)}\n`,
  );
  const columns = [{ title: 'dataset' }, right('sent'), { title: 'about' }, { title: 'message' }];
  return `${table(columns, rows, { dim, fit: width })}${note.join('')}`;
}
