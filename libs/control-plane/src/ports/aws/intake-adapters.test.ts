import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createLambdaNudge } from './lambda-nudge.ts';
import { createS3FileRanges } from './s3-file-ranges.ts';
import { createSqsPostpone } from './sqs-postpone.ts';

/** A client that answers every command alike, and what it was sent. */
function clientOf(answer: () => unknown) {
  const sent: Record<string, unknown>[] = [];
  const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
    sent.push(input);
    const given = answer();
    if (given instanceof Error) throw given;
    return given;
  };
  return { client: { send } as unknown, sent };
}

describe('ranges of a file in S3', () => {
  const id = { datasetId: 'flights', bucket: 'raw', key: 'incoming/flights/a.csv', versionId: 'v1' };
  const body = (bytes: Uint8Array) => ({ transformToByteArray: async () => bytes });
  const read = async (answer: unknown, from: 'start' | 'end' = 'start') => {
    const { client, sent } = clientOf(() => answer);
    const range = await createS3FileRanges(client as S3Client).read(id, { from, bytes: 65_536 });
    return { range, sent };
  };
  const failure = (name: string, httpStatusCode: number) =>
    new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });

  test.each([
    ['start', 'bytes=0-65535'],
    ['end', 'bytes=-65536'],
  ] as const)('from the %s are one ranged GET of that version', async (from, Range) => {
    const { sent } = await read({ Body: body(new Uint8Array(3)), ContentRange: 'bytes 0-2/9' }, from);

    expect(sent).toEqual([{ Bucket: 'raw', Key: id.key, VersionId: 'v1', Range }]);
  });

  test('come with the size of the whole object', async () => {
    const bytes = new Uint8Array([1, 2, 3]);

    const part = await read({ Body: body(bytes), ContentRange: 'bytes 0-2/9', ContentLength: 3 });
    const everything = await read({ Body: body(bytes), ContentLength: 3 });

    expect(part.range).toEqual({ bytes, sizeBytes: 9 });
    expect(everything.range).toEqual({ bytes, sizeBytes: 3 });
  });

  test('of an object without bytes are no bytes', async () => {
    expect((await read(failure('InvalidRange', 416))).range).toEqual({ bytes: new Uint8Array(), sizeBytes: 0 });
  });

  test.each([
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['MethodNotAllowed', 405],
  ])('of a version that is gone are undefined: %s', async (name, status) => {
    expect((await read(failure(name, status))).range).toBeUndefined();
  });

  test('that S3 does not give are an error', async () => {
    await expect(read(failure('SlowDown', 503))).rejects.toThrow(expect.objectContaining({ name: 'SlowDown' }));
  });
});

test('a nudge is an asynchronous Invoke that says why', async () => {
  const { client, sent } = clientOf(() => ({}));

  await createLambdaNudge(client as LambdaClient).nudge('sluice-flights-dispatch', 'a slot is free');

  const [{ Payload, ...rest } = {}] = sent;
  expect(rest).toEqual({ FunctionName: 'sluice-flights-dispatch', InvocationType: 'Event' });
  expect(JSON.parse(new TextDecoder().decode(Payload as Uint8Array))).toEqual({ nudge: 'a slot is free' });
});

test('a message is postponed by its visibility', async () => {
  const { client, sent } = clientOf(() => ({}));

  await createSqsPostpone(client as SQSClient, 'http://queue')('receipt', 6);

  expect(sent).toEqual([{ QueueUrl: 'http://queue', ReceiptHandle: 'receipt', VisibilityTimeout: 6 }]);
});
