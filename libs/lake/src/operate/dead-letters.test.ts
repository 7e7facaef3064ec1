import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryTarget } from '../testing.fixture.ts';
import { deadLetterKinds, keyOfEvent, readDeadLetters, redriveDeadLetters } from './dead-letters.ts';

describe('a dead letter', () => {
  it.each([
    ['{"detail":{"object":{"key":"incoming/sales/a.csv"}}}', 'incoming/sales/a.csv'],
    ['{"source":"sluice.release","detail":{"key":"incoming/sales/a.csv"}}', 'incoming/sales/a.csv'],
    ['{"hello":"world"}', null],
    ['{"detail":{"object":{"key":7}}}', null],
    [JSON.stringify({ detail: { key: 'x'.repeat(1025) } }), null],
    ['"text"', null],
    ['null', null],
    ['not JSON', null],
  ])('%s is about %s', (body, key) => {
    expect(keyOfEvent(body)).toBe(key);
  });

  it('is found however many there are, and is given back', async () => {
    const bodies = Array.from({ length: 26 }, (_, index) => ({
      MessageId: `m${index}`,
      ReceiptHandle: `r${index}`,
      Body: 'x',
    }));
    const hidden = new Set<string>();
    const send = async ({
      constructor: { name },
      input,
    }: {
      constructor: { name: string };
      input: Record<string, unknown>;
    }) => {
      if (name === 'GetQueueAttributesCommand') return { Attributes: { ApproximateNumberOfMessages: '26' } };
      if (name === 'ChangeMessageVisibilityBatchCommand')
        for (const entry of input['Entries'] as { ReceiptHandle: string }[]) hidden.delete(entry.ReceiptHandle);
      if (name !== 'ReceiveMessageCommand')
        return {
          QueueUrls: ['http://q/sluice-sales-intake', 'http://q/sluice-sales-intake-dlq'],
          QueueUrl: 'http://q/x',
        };
      const Messages = bodies.filter(({ ReceiptHandle }) => !hidden.has(ReceiptHandle)).slice(0, 10);
      if (input['VisibilityTimeout'] !== 0) for (const { ReceiptHandle } of Messages) hidden.add(ReceiptHandle);
      return { Messages };
    };
    const target = { ...memoryTarget(), sqs: { send } } as unknown as Target;

    const [queue] = await readDeadLetters(target, 'sales');

    expect(queue?.letters).toHaveLength(26);
    expect(hidden.size).toBe(0);
  });

  it('is counted by what it is about, before it is sent again', () => {
    const letter = { dataset: 'sales', messageId: 'm', key: 'incoming/sales/a.csv', sentAt: null };

    expect(deadLetterKinds({ depth: 5, letters: [letter, letter, { ...letter, key: null }] })).toEqual({
      messages: 5,
      objects: 2,
      foreign: 1,
      unseen: 2,
    });
    // SQS counts roughly: more can be looked at than it says there are.
    expect(deadLetterKinds({ depth: 0, letters: [letter] })).toMatchObject({ objects: 1, unseen: 0 });
  });

  it('that comes again and again is told once; a queue that shows no more is not asked for ever', async () => {
    let looks = 0;
    const returned: unknown[] = [];
    const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
      if (name === 'GetQueueAttributesCommand') return { Attributes: { ApproximateNumberOfMessages: '9' } };
      if (name === 'ChangeMessageVisibilityBatchCommand') returned.push(input);
      if (name !== 'ReceiveMessageCommand')
        return { QueueUrls: ['http://q/sluice-sales-intake'], QueueUrl: 'http://q/x' };
      looks += 1;
      const Attributes = { SentTimestamp: '1768471200000' };
      return { Messages: [{ MessageId: 'm', ReceiptHandle: `r${looks}`, Body: '{"detail":{"key":"k"}}', Attributes }] };
    };

    const [queue] = await readDeadLetters({ ...memoryTarget(), sqs: { send } } as unknown as Target, 'sales');

    expect(queue).toEqual({
      dataset: 'sales',
      depth: 9,
      letters: [{ dataset: 'sales', messageId: 'm', key: 'k', sentAt: '2026-01-15T10:00:00.000Z' }],
    });
    expect(looks).toBe(4);
    expect(returned).toMatchObject([{ QueueUrl: 'http://q/x', Entries: [{ VisibilityTimeout: 0 }, {}, {}, {}] }]);
  });

  it('is given back even when the queue fails while it is looked at', async () => {
    const names: string[] = [];
    const send = async ({ constructor: { name } }: { constructor: { name: string } }) => {
      names.push(name);
      if (name === 'GetQueueAttributesCommand') return { Attributes: { ApproximateNumberOfMessages: '2' } };
      if (name !== 'ReceiveMessageCommand')
        return { QueueUrls: ['http://q/sluice-sales-intake'], QueueUrl: 'http://q/x' };
      if (names.filter((each) => each === name).length > 1) throw new Error('broken');
      return { Messages: [{ MessageId: 'm', ReceiptHandle: 'r', Body: 'x' }] };
    };

    await expect(readDeadLetters({ ...memoryTarget(), sqs: { send } } as unknown as Target, 'sales')).rejects.toThrow(
      'broken',
    );
    expect(names.at(-1)).toBe('ChangeMessageVisibilityBatchCommand');
  });

  it('goes back to the queue that it came from', async () => {
    const moves: unknown[] = [];
    const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: never }) => {
      const { QueueName, QueueUrl } = input as { QueueName?: string; QueueUrl?: string };
      if (name === 'GetQueueUrlCommand') return { QueueUrl: `http://q/${QueueName}` };
      if (name === 'GetQueueAttributesCommand')
        return { Attributes: { QueueArn: `arn:${QueueUrl?.split('/').at(-1)}` } };
      moves.push(input);
      return { TaskHandle: 'task' };
    };

    expect(await redriveDeadLetters({ sqs: { send }, lake: 'sluice' } as unknown as Target, 'sales')).toBe('task');
    expect(moves).toEqual([{ SourceArn: 'arn:sluice-sales-intake-dlq', DestinationArn: 'arn:sluice-sales-intake' }]);
  });
});
