import { GetQueueAttributesCommand, GetQueueUrlCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { datasetNames } from '@sluice/protocol';
import type { Target } from '../find/target.ts';

/** How many messages a queue holds, as SQS counts them, which is approximate by nature. */
export interface QueueDepth {
  readonly waiting: number;
  readonly inFlight: number;
}

const COUNTS: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** The address of a queue. */
export async function queueUrl({ sqs }: Pick<Target, 'sqs'>, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

/** Counts the messages of a queue. */
export async function queueDepth({ sqs }: Pick<Target, 'sqs'>, QueueUrl: string): Promise<QueueDepth> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: COUNTS }));
  const number = (name: QueueAttributeName) => Number(Attributes?.[name] ?? 0);
  return {
    waiting: number('ApproximateNumberOfMessages') + number('ApproximateNumberOfMessagesDelayed'),
    inFlight: number('ApproximateNumberOfMessagesNotVisible'),
  };
}

/** Messages of a dataset that intake gave up. */
export async function deadLetterCount(target: Pick<Target, 'sqs' | 'lake'>, dataset: string): Promise<number> {
  const url = await queueUrl(target, datasetNames(dataset, target.lake).deadLetterQueue);
  const { waiting, inFlight } = await queueDepth(target, url);
  return waiting + inFlight;
}
