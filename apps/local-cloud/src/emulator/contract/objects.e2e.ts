import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStacks } from './stacks.ts';
import { eventually, startTestCloud, type TestCloud } from './testing.ts';

const Bucket = 'raw';

let cloud: TestCloud;
let s3: S3Client;
let queueUrl: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  s3 = new S3Client(cloud.client);
  const { outputs } = await createStacks(cloud.client).create(
    'objects',
    {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        },
      },
      Control: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'control' } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'objects' } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { bucket: { name: [Bucket] }, object: { key: [{ prefix: 'flights/' }] } },
          },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    },
    { Queue: { Ref: 'Queue' } },
  );
  queueUrl = outputs['Queue'] ?? '';
});
afterAll(() => cloud?.stop());

const put = (Key: string, Body: string, more: Record<string, unknown> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

describe('conditional writes', () => {
  const If = (more: Record<string, unknown>, Key: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'control', Key, Body: 'x', ...more }));

  test('of fifty who put if none is there, one wins', async () => {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => If({ IfNoneMatch: '*' }, 'race')));
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));

    expect(lost).toHaveLength(49);
    expect(new Set(lost.map((error) => error.name))).toEqual(new Set(['PreconditionFailed']));
    expect(new Set(lost.map((error) => error.$metadata.httpStatusCode))).toEqual(new Set([412]));
  });

  test('of fifty who replace the same ETag, one wins', async () => {
    const { ETag } = await If({}, 'head');

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        s3.send(new PutObjectCommand({ Bucket: 'control', Key: 'head', Body: `${i}`, IfMatch: ETag })),
      ),
    );

    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('replacing what is not there is NoSuchKey', async () => {
    await expect(If({ IfMatch: '"0"' }, 'missing')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('versions', () => {
  test('an older version is read whole, in ranges and by its file head', async () => {
    const first = await put('a.csv', 'first,0123456789');
    await put('a.csv', 'second');
    const at = { Bucket, Key: 'a.csv', VersionId: first.VersionId };

    const whole = await s3.send(new GetObjectCommand(at));
    const range = await s3.send(new GetObjectCommand({ ...at, Range: 'bytes=6-9' }));
    const head = await s3.send(new HeadObjectCommand(at));

    expect(await whole.Body?.transformToString()).toBe('first,0123456789');
    expect(await range.Body?.transformToString()).toBe('0123');
    expect(range.ContentRange).toBe('bytes 6-9/16');
    expect(head).toMatchObject({ ContentLength: 16, ETag: first.ETag, VersionId: first.VersionId });
  });

  test('a range beyond the end is InvalidRange', async () => {
    const { VersionId } = await put('short.csv', 'ab');

    const read = s3
      .send(new GetObjectCommand({ Bucket, Key: 'short.csv', VersionId, Range: 'bytes=5-9' }))
      .then((r) => r.ContentRange ?? 'all');

    await expect(read).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('all are listed, newest first, a deletion among them; a deleted version is NoSuchVersion', async () => {
    const one = await put('b.csv', 'one');
    const two = await put('b.csv', 'two');
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv' }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'b.csv' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv', VersionId: one.VersionId }));

    expect(listed.Versions?.map((version) => version.VersionId)).toEqual([two.VersionId, one.VersionId]);
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'b.csv' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(
      s3.send(new GetObjectCommand({ Bucket, Key: 'b.csv', VersionId: one.VersionId })),
    ).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'b.csv', VersionId: one.VersionId })),
    ).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });
});

test('lists come in pages and in order, and many keys are deleted at once', async () => {
  await Promise.all(
    Array.from({ length: 25 }, (_, i) =>
      s3.send(new PutObjectCommand({ Bucket: 'control', Key: `batches/${i}/manifest.json`, Body: '{}' })),
    ),
  );

  const first = await s3.send(new ListObjectsV2Command({ Bucket: 'control', Prefix: 'batches/', MaxKeys: 10 }));
  const rest = await s3.send(
    new ListObjectsV2Command({ Bucket: 'control', Prefix: 'batches/', ContinuationToken: first.NextContinuationToken }),
  );
  const folders = await s3.send(new ListObjectsV2Command({ Bucket: 'control', Prefix: 'batches/', Delimiter: '/' }));
  const keys = [...(first.Contents ?? []), ...(rest.Contents ?? [])].map((object) => object.Key ?? '');
  const { Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: 'control', Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }),
  );

  expect(first).toMatchObject({ KeyCount: 10, IsTruncated: true });
  expect(keys).toHaveLength(25);
  expect(keys).toEqual([...keys].sort());
  expect(folders.CommonPrefixes).toHaveLength(25);
  expect(Errors ?? []).toEqual([]);
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'control', Prefix: 'batches/' }))).KeyCount).toBe(0);
});

test('checksums are kept and asked for', async () => {
  const body = 'a,b\n1,2\n';
  await put('sum.csv', body, { ChecksumAlgorithm: 'SHA256' });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'sum.csv', ChecksumMode: 'ENABLED' }));

  expect(head.ChecksumSHA256).toBe(createHash('sha256').update(body).digest('base64'));
  await expect(put('sum.csv', body, { ChecksumSHA256: Buffer.alloc(32).toString('base64') })).rejects.toMatchObject({
    name: 'BadDigest',
  });
});

describe('events', () => {
  /** What arrived in the queue, in any order. */
  async function received(count: number) {
    const sqs = new SQSClient(cloud.client);
    const events: {
      detail: { bucket: object; object: Record<string, string | number>; reason?: string };
      [name: string]: unknown;
    }[] = [];
    await eventually(`${count} events`, async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length > 0) {
        const Entries = Messages.map((message, i) => ({ Id: `${i}`, ReceiptHandle: message.ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
      events.push(...Messages.map((message) => JSON.parse(message.Body ?? '')));
      return events.length >= count ? true : undefined;
    });
    return events;
  }

  test(
    'an object under the prefix is an event with bucket, key, size, ETag, version and sequencer; ' + 'others are none',
    async () => {
      await put('bookings/x.csv', 'x');
      const one = await put('flights/a b+ñ.csv', 'one');
      const two = await put('flights/a b+ñ.csv', 'twice');

      const events = (await received(2)).sort((a, b) =>
        `${a.detail.object['sequencer']}` < `${b.detail.object['sequencer']}` ? -1 : 1,
      );

      expect(events).toHaveLength(2);
      expect(events[0]).toMatchObject({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        account: '000000000000',
        region: 'us-east-1',
      });
      expect(events.map((event) => event.detail)).toMatchObject([
        {
          bucket: { name: Bucket },
          object: {
            key: 'flights/a b+ñ.csv',
            size: 3,
            etag: one.ETag?.replaceAll('"', ''),
            'version-id': one.VersionId,
          },
        },
        { reason: 'PutObject', object: { key: 'flights/a b+ñ.csv', size: 5, 'version-id': two.VersionId } },
      ]);
      expect(events.every((event) => /^[0-9A-F]+$/.test(`${event.detail.object['sequencer']}`))).toBe(true);
    },
  );
});
