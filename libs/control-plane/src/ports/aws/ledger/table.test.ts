import {
  type CancellationReason,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileAtFirstSight } from '../../../ledger/first-sight.ts';
import { at, objectVersion } from '../../../ledger/testing/records.ts';
import { moveFile } from '../../../transitions.ts';
import { createDynamoLedger } from './dynamo-ledger.ts';
import { itemOfFile } from './file-item.ts';

const cancelled = (...reasons: readonly CancellationReason[]) =>
  new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons: [...reasons] });
const CONFLICT = { Code: 'TransactionConflict' };
const NONE = { Code: 'None' };

/** A DynamoDB that gives these answers, one after the other; the last one for ever. */
function answering(...answers: readonly (Error | object)[]) {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  let asked = 0;
  client.middlewareStack.add(
    () => async () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? {};
      asked += 1;
      if (answer instanceof Error) throw answer;
      return { output: { $metadata: {}, ...answer } as never, response: {} };
    },
    { step: 'initialize', priority: 'low' },
  );
  return { ledger: createDynamoLedger({ client, table: 'sluice-ledger' }), asked: () => asked };
}

describe('somebody else’s transaction on the same item', () => {
  // Pauses are random; here they have no length.
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('is waited for, and the first sight then happens', async () => {
    const { ledger, asked } = answering(cancelled(NONE, CONFLICT), cancelled(CONFLICT, NONE), {});

    expect(await ledger.receive(objectVersion('flights'), at(1))).toMatchObject({ kind: 'new', standing: 'first' });
    expect(asked()).toBe(3);
  });

  test('together with a failed condition is an answer: the file is known', async () => {
    const file = fileAtFirstSight(objectVersion('flights'), 'first', at(1));
    const Item = marshall(itemOfFile(file, null), { removeUndefinedValues: true });
    const { ledger, asked } = answering(cancelled({ Code: 'ConditionalCheckFailed', Item }, CONFLICT));

    expect(await ledger.receive(objectVersion('flights'), at(2))).toEqual({ kind: 'known', file });
    expect(asked()).toBe(1);
  });

  test('that does not end fails the call, which can be repeated', async () => {
    const { ledger, asked } = answering(new TransactionConflictException({ $metadata: {}, message: 'conflict' }));
    const step = moveFile(objectVersion('flights'), ['RECEIVED', 'IGNORED'], { at: at(1), actor: 'intake' });

    await expect(ledger.moveFile(step)).rejects.toThrow(TransactionConflictException);
    expect(asked()).toBe(12);
  });
});

test('a transaction that is cancelled for another reason fails the call', async () => {
  const { ledger, asked } = answering(cancelled({ Code: 'ItemCollectionSizeLimitExceeded' }, NONE));

  await expect(ledger.receive(objectVersion('flights'), at(1))).rejects.toThrow(TransactionCanceledException);
  expect(asked()).toBe(1);
});
