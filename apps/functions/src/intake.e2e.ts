import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoLedger, type Ledger } from '@sluice/control-plane';
import {
  configOf,
  createLedgerTable,
  type Emulator,
  eventOf,
  sample,
  sharedEmulator,
} from '@sluice/control-plane/testing';
import type { DatasetConfig } from '@sluice/protocol';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createIntakeHandler, type SqsEvent } from './intake.ts';

// Found, not imported: code that names a contract would be selected by every edit of it.
const GENERATED = new URL('../../../contracts/flights/generated/', import.meta.url);
const BUCKET = 'intake-e2e-raw';
const TABLE = 'intake-e2e-ledger';
let emulator: Emulator;
let config: DatasetConfig;
let s3: S3Client;
let sqs: SQSClient;
let ledger: Ledger;
let handler: ReturnType<typeof createIntakeHandler>;
const lines: Record<string, unknown>[] = [];

async function flights(): Promise<Parameters<typeof createIntakeHandler>[0]> {
  const { validate } = await import(new URL('validate.js', GENERATED).href);
  return { plan: JSON.parse(await readFile(new URL('plan.json', GENERATED), 'utf8')), validate };
}

beforeAll(async () => {
  emulator = await sharedEmulator();
  s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  sqs = new SQSClient(emulator.client);
  const dynamo = new DynamoDBClient(emulator.client);
  await createLedgerTable(dynamo, TABLE);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  const { QueueUrl: queueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'intake-e2e', Attributes: { VisibilityTimeout: '300' } }),
  );
  config = configOf('flights', {
    queueUrl,
    rawBucket: BUCKET,
    ledgerTable: TABLE,
    batch: { maxFiles: 4, maxBytes: 1 << 30, maxWaitSeconds: 60 },
  });
  ledger = createDynamoLedger({ client: dynamo, table: config.ledgerTable });
  // As in a Lambda: everything comes from the environment.
  vi.stubEnv('SLUICE_CONFIG', JSON.stringify(config));
  vi.stubEnv('AWS_ENDPOINT_URL', emulator.client.endpoint);
  vi.stubEnv('AWS_REGION', emulator.client.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    for (const part of String(line).split('\n'))
      if (part.startsWith('{')) lines.push(JSON.parse(part) as Record<string, unknown>);
    return true;
  });
  handler = createIntakeHandler(await flights());
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const keyOf = (name: string) => `incoming/flights/${name}`;
let sequence = 0;

/** Puts an object and gives the event that EventBridge would deliver. */
async function put(name: string, content: Uint8Array | string): Promise<string> {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  const { VersionId = '', ETag: etag = '' } = await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(name), Body: body }),
  );
  sequence += 1;
  const sequencer = `00${(0x55aed6dc + sequence).toString(16)}`;
  return JSON.stringify(
    eventOf({ bucket: BUCKET, key: keyOf(name), versionId: VersionId, etag, sizeBytes: body.length, sequencer }),
  );
}

/** Sends the bodies through the queue, and calls the handler with what comes out of it. */
async function deliver(
  bodies: readonly string[],
): Promise<{ readonly failed: readonly string[]; readonly event: SqsEvent }> {
  for (const body of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: config.queueUrl, MessageBody: body }));
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: config.queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  const event = {
    Records: messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: { ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '1' },
    })),
  };
  const { batchItemFailures } = await handler(event, { getRemainingTimeInMillis: () => 60_000 });
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), event };
}

const files = async () => {
  const found: Record<string, string> = {};
  for await (const { key, state, reason } of ledger.filesOf('flights'))
    found[key.slice(keyOf('').length)] = `${state} ${reason ?? ''}`.trim();
  return found;
};

describe('the intake Lambda, with real clients', () => {
  test('decides about every file of a delivery, and gives back the message that is none', async () => {
    const deleted = await put('deleted.csv', sample('flights', 'valid.csv'));
    const VersionId = (JSON.parse(deleted) as ReturnType<typeof eventOf>).detail.object['version-id'];
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: keyOf('deleted.csv'), VersionId }));
    const good = await put('good ñ+%20.csv', sample('flights', 'valid.csv'));
    const [header = '', row = ''] = Buffer.from(sample('flights', 'valid.csv')).toString().split('\n');
    const wide = `${header},${'x'.repeat(70_000)}\n${row},1\n`;
    const bodies = [
      good,
      good,
      await put('refused.csv', sample('flights', 'missing-column.csv')),
      await put('empty.csv', ''),
      await put('large.csv', [header, ...Array.from({ length: 20_000 }, () => row), ''].join('\n')),
      await put('wide.csv', wide),
      deleted,
      '{"hello":1}',
    ];

    const { failed, event } = await deliver(bodies);

    expect(event.Records).toHaveLength(bodies.length);
    expect(failed).toEqual(
      event.Records.filter(({ body }) => body === '{"hello":1}').map(({ messageId }) => messageId),
    );
    expect(await files()).toEqual({
      'good ñ+%20.csv': 'QUEUED',
      'refused.csv': 'QUARANTINED missing-column',
      'empty.csv': 'IGNORED empty',
      'large.csv': 'QUEUED',
      'wide.csv': 'QUEUED',
      'deleted.csv': 'QUARANTINED key-missing',
    });
    const decisions = lines.filter((line) => line['event'] === 'decision').map((line) => line['decision']);
    expect(decisions.sort()).toEqual([
      'duplicate',
      'ignored',
      'quarantined',
      'quarantined',
      'queued',
      'queued',
      'queued',
    ]);
    // There is no such function here: a nudge is best effort.
    expect(lines.map((line) => line['event'])).toContain('nudge-failed');
  });

  test('a poisoned message is visible again after 2 seconds times its receipts', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    const { failed, event } = await deliver([]);

    expect(event.Records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])).toEqual([
      ['{"hello":1}', '2'],
    ]);
    expect(failed).toHaveLength(1);
  });
});
