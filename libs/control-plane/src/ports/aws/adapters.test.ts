import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Conflict, Unclear } from '../object-store.ts';
import { createGlueRuns } from './glue-runs.ts';
import { createS3Store } from './s3-store.ts';

/** A service's error, as the SDK gives it; without a status nothing was answered. */
function failure(name: string, httpStatusCode?: number): Error {
  const error = new Error(name);
  error.name = name;
  return Object.assign(error, { $metadata: httpStatusCode === undefined ? {} : { httpStatusCode } });
}

interface Sent {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

function clientOf(answer: (sent: Sent) => unknown): { readonly client: unknown; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const one = { name: command.constructor.name, input: command.input };
    sent.push(one);
    const given = answer(one);
    if (given instanceof Error) throw given;
    return given;
  };
  return { client: { send, config: {} }, sent };
}

describe('S3', () => {
  const storeOf = (answer: (sent: Sent) => unknown) => {
    const { client, sent } = clientOf(answer);
    return { store: createS3Store(client as S3Client), sent };
  };
  const body = new Uint8Array([1]);

  test('conditions are what the commit protocol is made of', async () => {
    const { store, sent } = storeOf(() => ({ ETag: '"e"' }));

    await store.create('b', 'k.json', body);
    await store.swap('b', 'k.json', body, '"old"');

    expect(sent.map(({ input }) => [input['IfNoneMatch'], input['IfMatch'], input['ContentType']])).toEqual([
      ['*', undefined, 'application/json'],
      [undefined, '"old"', 'application/json'],
    ]);
  });

  test.each([
    [failure('PreconditionFailed', 412), Conflict],
    [failure('ConditionalRequestConflict', 409), Conflict],
    [failure('NoSuchKey', 404), Conflict],
    [failure('InternalError', 500), Unclear],
    [failure('SlowDown', 503), Unclear],
    [failure('TimeoutError'), Unclear],
    [failure('ECONNRESET'), Unclear],
  ])('%s of a swap is %o', async (error, kind) => {
    await expect(storeOf(() => error).store.swap('b', 'k', body, 'e')).rejects.toBeInstanceOf(kind);
  });

  test('a refusal for good has a code, and no secret', async () => {
    await expect(storeOf(() => failure('AccessDenied', 403)).store.read('b', 'k')).rejects.toMatchObject({
      code: 'SLC9020',
      message: 's3://b/k: AccessDenied (403)',
    });
  });

  test('what is absent is undefined or false', async () => {
    expect(await storeOf(() => failure('NoSuchKey', 404)).store.read('b', 'k')).toBeUndefined();
    expect(await storeOf(() => failure('NotFound', 404)).store.exists('b', 'k')).toBe(false);
  });

  test('a bucket that is gone is no absent object', async () => {
    await expect(storeOf(() => failure('NoSuchBucket', 404)).store.read('b', 'k')).rejects.toMatchObject({
      code: 'SLC9020',
    });
  });

  test('names are deleted a thousand at a time, and what could not be deleted is told', async () => {
    const { store, sent } = storeOf(({ input }) => ({
      Errors: (input['Delete'] as { Objects: { Key: string }[] }).Objects.filter(({ Key }) => Key === 'k1500').map(
        ({ Key }) => ({
          Key,
          Code: 'AccessDenied',
        }),
      ),
    }));
    const keys = Array.from({ length: 2_001 }, (_, index) => `k${index}`);

    await expect(store.delete('b', keys)).rejects.toThrow('s3://b/k1500 cannot be deleted: AccessDenied');
    await expect(store.delete('b', [])).resolves.toBeUndefined();
    expect(sent).toHaveLength(2);
  });
});

describe('Glue', () => {
  const runsOf = (answer: (sent: Sent) => unknown) => {
    const { client, sent } = clientOf(answer);
    return { runs: createGlueRuns(client as GlueClient), sent };
  };

  test.each(['ConcurrentRunsExceededException', 'ThrottlingException', 'ResourceNumberLimitExceededException'])(
    '%s means later, and nothing was started',
    async (name) => {
      expect(await runsOf(() => failure(name, 400)).runs.start('job', {})).toEqual({ kind: 'later', why: name });
    },
  );

  test.each([
    failure('TimeoutError'),
    failure('InternalServiceException', 500),
    failure('OperationTimeoutException', 400),
  ])('%s leaves open whether a run was started, and is not sent again', async (error) => {
    const { runs, sent } = runsOf(() => error);

    await expect(runs.start('job', {})).rejects.toBeInstanceOf(Unclear);
    expect(sent).toHaveLength(1);
  });

  test('a refusal for good has a code', async () => {
    await expect(runsOf(() => failure('AccessDeniedException', 400)).runs.start('job', {})).rejects.toMatchObject({
      code: 'SLC9022',
    });
  });

  test('runs are told in the control plane’s words', async () => {
    const run = {
      Id: 'jr_1',
      Arguments: { '--batch_id': 'b', '--attempt': '2' },
      JobRunState: 'FAILED',
      StartedOn: new Date(1_000),
      CompletedOn: new Date(61_000),
      ExecutionTime: 40,
      WorkerType: 'G.2X',
      NumberOfWorkers: 3,
      ErrorMessage: 'why',
    };

    expect(await runsOf(() => ({ JobRun: run })).runs.get('job', 'jr_1')).toEqual({
      id: 'jr_1',
      batchId: 'b',
      attempt: 2,
      state: 'FAILED',
      isOver: true,
      startedAt: '1970-01-01T00:00:01.000Z',
      endedAt: '1970-01-01T00:01:01.000Z',
      seconds: 40,
      dpuSeconds: 240,
      message: 'why',
    });
    expect((await runsOf(() => ({ JobRun: { ...run, DPUSeconds: 33 } })).runs.get('job', 'jr_1'))?.dpuSeconds).toBe(33);
    expect(await runsOf(() => failure('EntityNotFoundException', 400)).runs.get('job', 'jr_1')).toBeUndefined();
  });

  test('all pages are read, until one lies before the instant that is asked for', async () => {
    const page = (...seconds: number[]) =>
      seconds.map((second) => ({ Id: `jr_${second}`, StartedOn: new Date(second * 1_000) }));
    const pages: Record<string, unknown> = {
      first: { JobRuns: page(50, 40), NextToken: 'second' },
      second: { JobRuns: page(30, 20), NextToken: 'third' },
      third: { JobRuns: page(10, 5), NextToken: 'fourth' },
    };
    const { runs, sent } = runsOf(({ input }) => pages[String(input['NextToken'] ?? 'first')]);

    expect((await runs.since('job', new Date(25_000))).map(({ id }) => id)).toEqual(['jr_50', 'jr_40', 'jr_30']);
    expect(sent).toHaveLength(3);
  });
});
