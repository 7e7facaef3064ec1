import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryTarget } from '../testing.fixture.ts';
import { deadLetterKinds, keyOfEvent, readDeadLetters } from './dead-letters.ts';

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
});
