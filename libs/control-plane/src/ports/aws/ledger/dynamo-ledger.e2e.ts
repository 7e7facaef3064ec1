import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import oldLake from '../../../../../protocol/conformance/old-lake.json' with { type: 'json' };
import { ledgerContract } from '../../../ledger/ledger-contract.ts';
import { type Emulator, sharedEmulator } from '../../../ledger/testing/emulator.ts';
import { createLedgerTable } from '../../../ledger/testing/ledger-table.ts';
import { at, newBatch, objectVersion, ownDataset } from '../../../ledger/testing/records.ts';
import { calls, everythingOf } from '../../../ledger/testing/same-answers.ts';
import { moveBatch, moveFile } from '../../../transitions.ts';
import { createMemoryLedger } from '../../memory/memory-ledger.ts';
import { createDynamoLedger } from './dynamo-ledger.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);
/** Every step is a request: more would not end within the time of a test. */
const LONGEST = 5;

const TABLE = 'dynamo-ledger-e2e';
let emulator: Emulator;
let client: DynamoDBClient;

beforeAll(async () => {
  emulator = await sharedEmulator();
  client = new DynamoDBClient(emulator.client);
  await createLedgerTable(client, TABLE);
});
afterAll(() => client?.destroy());

ledgerContract('the ledger in DynamoDB', async () => createDynamoLedger({ client, table: TABLE }));

test('any sequence of calls gives the same answers as in memory', async () => {
  const property = fc.asyncProperty(calls, async (sequence) => {
    const datasetId = ownDataset();
    const [dynamo, memory] = [createDynamoLedger({ client, table: TABLE }), createMemoryLedger()];
    for (const [n, { name, run }] of sequence.entries()) {
      const answer = await run(dynamo, datasetId, at(n));
      expect(answer, `answer ${n} to ${name}`).toEqual(await run(memory, datasetId, at(n)));
    }
    expect(await everythingOf(dynamo, datasetId)).toEqual(await everythingOf(memory, datasetId));
  });
  await fc.assert(property, { numRuns: 40 * Math.min(SEARCH, LONGEST) });
});

describe('a ledger of an older release', () => {
  const put = async (items: readonly Record<string, unknown>[], table: string) => {
    await createLedgerTable(client, table);
    for (const Item of items)
      await client.send(
        new PutItemCommand({ TableName: table, Item: marshall(Item, { removeUndefinedValues: true }) }),
      );
    return createDynamoLedger({ client, table });
  };

  test('that has an open batch is refused, and nothing of it is touched', async () => {
    const ledger = await put(oldLake.open, 'old-open');

    await expect(ledger.openBatches('sales')).rejects.toMatchObject({ code: 'SLC9026' });
    // Reconcile looks at the open batches first: the slot of the old run stays taken.
    expect((await ledger.slots('sales')).map(({ holder }) => holder)).toEqual(['0c54bd84ef22138684768c85']);
  });

  test('whose batches are settled is refused as well: its last ones are not read half', async () => {
    const ledger = await put(oldLake.settled, 'old-settled');

    await expect(ledger.recentBatches('sales', 5)).rejects.toMatchObject({
      code: 'SLC9026',
      fix: expect.stringContaining('Drain it with the release that made it'),
    });
  });
});

describe('requests', () => {
  const counted = () => {
    const requests: string[] = [];
    const ledger = createDynamoLedger({ client, table: TABLE, onRequest: (operation) => requests.push(operation) });
    return { ledger, requests };
  };
  const queue = (object: ReturnType<typeof objectVersion>) =>
    moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, { planDigest: 'plan' });

  test('a file in order costs 2 with its decision, the same event again 1', async () => {
    const { ledger, requests } = counted();
    const object = objectVersion(ownDataset());

    await ledger.receive(object, at(1));
    await ledger.moveFile(queue(object));
    expect(requests.splice(0)).toEqual(['TransactWriteItems', 'UpdateItem']);

    await ledger.receive(object, at(3));
    expect(requests).toEqual(['TransactWriteItems']);
  });

  test('a stale or later version costs one more, an observation of drift one', async () => {
    const { ledger, requests } = counted();
    const datasetId = ownDataset();
    await ledger.receive(objectVersion(datasetId, { sequencer: '0B' }), at(1));
    requests.length = 0;

    await ledger.receive(objectVersion(datasetId, { versionId: 'v0', sequencer: '0A' }), at(1));
    expect(requests.splice(0)).toEqual(['TransactWriteItems', 'PutItem']);
    await ledger.receive(objectVersion(datasetId, { versionId: 'v2', sequencer: '0C' }), at(1));
    expect(requests.splice(0)).toEqual(['TransactWriteItems', 'TransactWriteItems']);
    const observation = {
      datasetId,
      fingerprint: 'f',
      unknown: ['x'],
      missing: [],
      aliased: [],
      contractVersion: '1',
      exampleKey: 'k',
    };
    await ledger.observeDrift(observation, at(1));
    expect(requests).toEqual(['UpdateItem']);
  });
});

describe('a lost answer', () => {
  /** The write happens, and its answer never arrives. */
  function losing(operation: string) {
    let left = 1;
    const deaf = new DynamoDBClient({ ...emulator.client, maxAttempts: 1 });
    deaf.middlewareStack.add(
      (next, context) => async (request) => {
        const answer = await next(request);
        if (context.commandName === `${operation}Command` && left-- > 0) throw new Error('the answer was lost');
        return answer;
      },
      { step: 'initialize' },
    );
    return createDynamoLedger({ client: deaf, table: TABLE });
  }

  test('of a first sight: the file is known', async () => {
    const ledger = losing('TransactWriteItems');
    const object = objectVersion(ownDataset());

    await expect(ledger.receive(object, at(1))).rejects.toThrow('lost');

    expect(await ledger.receive(object, at(2))).toMatchObject({
      kind: 'known',
      file: { receivedAt: at(1), revision: 1 },
    });
  });

  test('of a step: it is done, once', async () => {
    const ledger = losing('UpdateItem');
    const object = objectVersion(ownDataset());
    await ledger.receive(object, at(1));
    const step = moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, { planDigest: 'plan' });

    await expect(ledger.moveFile(step)).rejects.toThrow('lost');

    expect(await ledger.moveFile(step)).toMatchObject({ kind: 'done', item: { queued: 1, revision: 2 } });
  });

  test('of a batch’s step: it is done, once', async () => {
    const datasetId = ownDataset();
    const batch = newBatch(datasetId, `${datasetId}-b`);
    await createDynamoLedger({ client, table: TABLE }).createBatch(batch);
    const ledger = losing('PutItem');
    const step = moveBatch(batch, 'STARTED', { at: at(1), actor: 'dispatch' });

    await expect(ledger.moveBatch(step)).rejects.toThrow('lost');

    expect(await ledger.moveBatch(step)).toEqual({ kind: 'done', item: step.to });
  });
});
