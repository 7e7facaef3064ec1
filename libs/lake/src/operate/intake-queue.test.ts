import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { objectVersion } from '../testing.fixture.ts';
import { createSqsIntakeQueue } from './intake-queue.ts';

interface Sent {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/** A queue of SQS, what it was sent, and what it answers. */
function queueOf(answer: (sent: Sent) => object = () => ({})) {
  const sent: Sent[] = [];
  const send = async ({ input }: { readonly input: Sent }) => {
    sent.push(input);
    return answer(input);
  };
  return { sent, queue: createSqsIntakeQueue({ send } as unknown as SQSClient, 'http://q/sales') };
}

const files = (count: number) =>
  Array.from({ length: count }, (_, index) => objectVersion({ key: `incoming/sales/${index}.csv` }));

describe('the queue of an intake', () => {
  it.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('takes %i files in requests of %j: SQS takes ten at most', async (count, sizes) => {
    const { queue, sent } = queueOf();

    await queue.send(files(count));

    expect(sent.map(({ Entries }) => Entries.length)).toEqual(sizes);
    const bodies = sent.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody));
    expect(new Set(bodies).size).toBe(count);
    // SQS refuses a request with one id twice.
    for (const { Entries } of sent) expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
  });

  it('that takes not all messages is an error that says what to do, and nothing more is sent', async () => {
    const { queue, sent } = queueOf(() => ({ Failed: [{ Id: '0', Code: 'InternalError' }] }));

    await expect(queue.send(files(11))).rejects.toMatchObject({
      code: 'SLC9025',
      message: 'http://q/sales took not all messages: InternalError. Release the same files again.',
    });
    expect(sent).toHaveLength(1);
  });
});
