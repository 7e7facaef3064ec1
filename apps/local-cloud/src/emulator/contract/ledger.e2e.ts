import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeySchemaElement,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from './testing.ts';

const TableName = 'ledger';

let cloud: TestCloud;
let db: DynamoDBClient;

const keys = (hash: string, range: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

beforeAll(async () => {
  cloud = await startTestCloud();
  db = new DynamoDBClient(cloud.client);
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['PK', 'SK', 'GPK', 'GSK'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: keys('PK', 'SK'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'work',
          KeySchema: keys('GPK', 'GSK'),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['size'] },
        },
      ],
    }),
  );
});
afterAll(() => cloud?.stop());

const key = (PK: string) => ({ PK: { S: PK }, SK: { S: 'V#1' } });
const firstSight = (PK: string) => ({
  Put: {
    TableName,
    Item: { ...key(PK), state: { S: 'RECEIVED' } },
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
});

test(
  'a cancelled transaction tells for each item why, with the item that was in the way, and ' + 'writes nothing',
  async () => {
    await db.send(new TransactWriteItemsCommand({ TransactItems: [firstSight('A')] }));

    const refused = await db
      .send(new TransactWriteItemsCommand({ TransactItems: [firstSight('A'), firstSight('B')] }))
      .catch((error) => error);

    expect(refused).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'ConditionalCheckFailed', Item: { ...key('A'), state: { S: 'RECEIVED' } } },
        { Code: 'None' },
      ],
    });
    expect((await db.send(new GetItemCommand({ TableName, Key: key('B') }))).Item).toBeUndefined();
  },
);

test('of fifty identical transactions one writes; the others are told what is there', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => db.send(new TransactWriteItemsCommand({ TransactItems: [firstSight('race')] }))),
  );
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));

  expect(refused).toHaveLength(49);
  expect(
    refused.every((error) =>
      ['ConditionalCheckFailed', 'TransactionConflict'].includes(error.CancellationReasons?.[0]?.Code),
    ),
  ).toBe(true);
});

test('a refused update brings the item that it found', async () => {
  await db.send(new PutItemCommand({ TableName, Item: { ...key('C'), state: { S: 'QUEUED' }, attempt: { N: '2' } } }));

  const refused = await db
    .send(
      new UpdateItemCommand({
        TableName,
        Key: key('C'),
        UpdateExpression: 'SET #s = :to',
        ConditionExpression: '#s = :from',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':to': { S: 'RUNNING' }, ':from': { S: 'RECEIVED' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    .catch((error) => error);

  expect(refused).toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { state: { S: 'QUEUED' }, attempt: { N: '2' } },
  });
});

test('an update returns what it wrote, appends to lists and removes attributes', async () => {
  await db.send(
    new PutItemCommand({
      TableName,
      Item: { ...key('D'), history: { L: [{ S: 'one' }] }, GPK: { S: 'Q' }, GSK: { S: '1' } },
    }),
  );

  const { Attributes } = await db.send(
    new UpdateItemCommand({
      TableName,
      Key: key('D'),
      UpdateExpression:
        'SET history = list_append(if_not_exists(history, :none), :more), seen = if_not_exists(seen, :zero) + :one ' +
        'REMOVE GPK, GSK',
      ExpressionAttributeValues: {
        ':none': { L: [] },
        ':more': { L: [{ S: 'two' }] },
        ':zero': { N: '0' },
        ':one': { N: '1' },
      },
      ReturnValues: 'ALL_NEW',
    }),
  );

  expect(Attributes).toEqual({ ...key('D'), history: { L: [{ S: 'one' }, { S: 'two' }] }, seen: { N: '1' } });
});

test('the index holds only items that have its keys, in order, with its lean projection, in pages', async () => {
  const item = (i: number, indexed: boolean) => ({
    PK: { S: `F#${i}` },
    SK: { S: 'V#1' },
    size: { N: `${i}` },
    fat: { S: 'x' },
    ...(indexed ? { GPK: { S: 'P#flights#0' }, GSK: { S: `2025-01-0${i}` } } : {}),
  });
  for (const [i, indexed] of [
    [3, true],
    [1, true],
    [2, false],
    [4, true],
  ] as const)
    await db.send(new PutItemCommand({ TableName, Item: item(i, indexed) }));
  const query = {
    TableName,
    IndexName: 'work',
    KeyConditionExpression: 'GPK = :p AND GSK < :before',
    ExpressionAttributeValues: { ':p': { S: 'P#flights#0' }, ':before': { S: '2025-01-04' } },
  };

  const first = await db.send(new QueryCommand({ ...query, Limit: 1 }));
  const second = await db.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));

  expect(first.Items).toEqual([
    { PK: { S: 'F#1' }, SK: { S: 'V#1' }, GPK: { S: 'P#flights#0' }, GSK: { S: '2025-01-01' }, size: { N: '1' } },
  ]);
  expect(second.Items?.map((found) => found['size']?.N)).toEqual(['3']);
  expect(second.LastEvaluatedKey).toBeUndefined();
});

test('a transaction of a hundred items goes, one of a hundred and one does not', async () => {
  const puts = (count: number) => Array.from({ length: count }, (_, i) => firstSight(`many-${count}-${i}`));

  await db.send(new TransactWriteItemsCommand({ TransactItems: puts(100) }));

  await expect(db.send(new TransactWriteItemsCommand({ TransactItems: puts(101) }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
