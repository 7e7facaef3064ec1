import type { Target } from '@sluice/lake';
import { memoryTarget } from '@sluice/lake/testing';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { expect, it } from 'vitest';
import { redriveDataset } from './redrive.ts';

/** A lake whose dead-letter queue holds these bodies. */
function lakeWith(...bodies: readonly string[]) {
  const moved: unknown[] = [];
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
    if (name === 'StartMessageMoveTaskCommand') {
      moved.push(input);
      return { TaskHandle: 'task' };
    }
    if (name === 'ReceiveMessageCommand')
      return { Messages: bodies.map((Body, index) => ({ MessageId: `m${index}`, ReceiptHandle: 'r', Body })) };
    return {
      QueueUrls: ['http://q/sluice-sales-intake'],
      QueueUrl: 'http://q/x',
      Attributes: { ApproximateNumberOfMessages: String(bodies.length), QueueArn: 'arn' },
    };
  };
  return { moved, target: { ...memoryTarget(), sqs: { send } } as unknown as Target };
}

it('dead letters are sent again after their kinds were shown', async () => {
  const { moved, target } = lakeWith('{"detail":{"key":"incoming/sales/a.csv"}}', 'no event');
  const kept = keptTerminal();

  await redriveDataset(keptSession(kept.terminal), target, 'sales', { yes: true });

  expect(kept.err()).toContain('Send 2 dead letters of sales through intake again');
  expect(kept.err()).toMatch(/objects in raw +1\n +no event of S3 +1\n/);
  expect(kept.err()).not.toContain('could not be looked at');
  expect(kept.err()).toContain('What is no event fails again');
  expect(kept.out()).toContain('✓ 2 messages on the way back to intake');
  expect(moved).toHaveLength(1);
});

it('nothing is sent where there are none', async () => {
  const { moved, target } = lakeWith();
  const kept = keptTerminal();

  await redriveDataset(keptSession(kept.terminal), target, 'sales', { json: true });

  expect(JSON.parse(kept.out())).toEqual({ ok: true, carriedOut: false, dataset: 'sales', messages: 0 });
  expect(moved).toEqual([]);
});
