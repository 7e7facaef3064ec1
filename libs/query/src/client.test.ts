import { AthenaClient } from '@aws-sdk/client-athena';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient, type QueryClient } from './client.ts';

afterEach(() => void vi.restoreAllMocks());

type Answer = object | Error;
interface Asked {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * A client whose Athena gives these answers, by the name of the command, the last one for ever; and what it is asked.
 */
function clientOf(answers: Readonly<Record<string, readonly Answer[]>>): { client: QueryClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: Asked['input'] }) => {
    const of = answers[name] ?? [];
    const answer = of[Math.min(asked.filter((each) => each.name === name).length, of.length - 1)] ?? {};
    asked.push({ name, input });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  vi.spyOn(AthenaClient.prototype, 'send').mockImplementation(send as never);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    client: createQueryClient({ region: 'us-east-1', credentials, database: 'lake', workGroup: 'group' }),
    asked,
  };
}

const started = { QueryExecutionId: 'q1' };
const ended = (State: string, more: object = {}) => ({ QueryExecution: { Status: { State }, ...more } });
const done = ended('SUCCEEDED', { StatementType: 'DML' });
const row = (...values: readonly (string | undefined)[]) => ({
  Data: values.map((VarCharValue) => ({ VarCharValue })),
});
const page = (rows: readonly object[], NextToken?: string) => ({
  ResultSet: { ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] }, Rows: rows },
  ...(NextToken === undefined ? {} : { NextToken }),
});
const answering = (...pages: readonly object[]) =>
  clientOf({ StartQueryExecutionCommand: [started], GetQueryExecutionCommand: [done], GetQueryResultsCommand: pages });

describe('a query', () => {
  it('is started in the database and workgroup of the client, with what it was given and nothing else', async () => {
    const { client, asked } = answering(page([row('n')]));

    await client.run('SELECT 1');
    await client.run('SELECT ?', { parameters: ["'2013'"], token: 't'.repeat(32) });

    const starts = asked.filter(({ name }) => name === 'StartQueryExecutionCommand').map(({ input }) => input);
    expect(starts).toEqual([
      { QueryString: 'SELECT 1', WorkGroup: 'group', QueryExecutionContext: { Database: 'lake' } },
      {
        QueryString: 'SELECT ?',
        WorkGroup: 'group',
        QueryExecutionContext: { Database: 'lake' },
        ExecutionParameters: ["'2013'"],
        ClientRequestToken: 't'.repeat(32),
      },
    ]);
  });

  it('is asked for until it ends', async () => {
    const { client, asked } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [ended('QUEUED'), {}, ended('RUNNING'), done],
      GetQueryResultsCommand: [page([row('n'), row('1')])],
    });

    expect((await client.run('SELECT 1')).rows).toEqual([[1n]]);
    expect(asked.filter(({ name }) => name === 'GetQueryExecutionCommand')).toHaveLength(4);
  });

  it('tells what it cost; what the service leaves out is nothing', async () => {
    const { client } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [
        ended('SUCCEEDED', {
          Statistics: { DataScannedInBytes: 7, ResultReuseInformation: { ReusedPreviousResult: true } },
          ResultConfiguration: { OutputLocation: 's3://x/y' },
        }),
        ended('SUCCEEDED'),
      ],
      GetQueryResultsCommand: [page([])],
    });

    expect(await client.run('SELECT 1')).toMatchObject({
      id: 'q1',
      statistics: { scannedBytes: 7, engineMilliseconds: 0, reusedPreviousResult: true },
      outputLocation: 's3://x/y',
    });
    expect(await client.run('SELECT 1')).toMatchObject({
      statistics: { scannedBytes: 0, reusedPreviousResult: false },
      outputLocation: undefined,
    });
  });
});

describe('the rows of a query', () => {
  it('come page by page; the header is the first row of the first page alone', async () => {
    const { client, asked } = answering(
      page([row('n'), row('1')], 'a'),
      page([row('2'), row(undefined)], 'b'),
      page([]),
    );

    const { rows, columns, truncated } = await client.run('SELECT n FROM t');

    expect({ rows, columns, truncated }).toEqual({
      rows: [[1n], [2n], [null]],
      columns: [{ name: 'n', type: 'bigint' }],
      truncated: false,
    });
    expect(asked.slice(2).map(({ input }) => input['NextToken'])).toEqual([undefined, 'a', 'b']);
  });

  it('of EXPLAIN and SHOW have no header', async () => {
    const { client } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [ended('SUCCEEDED', { StatementType: 'UTILITY' })],
      GetQueryResultsCommand: [page([row('1')])],
    });

    expect((await client.run('SHOW TABLES')).rows).toEqual([[1n]]);
  });

  it.each([
    [3, 3, false],
    [4, 3, false],
    [2, 2, true],
    [0, 0, true],
  ])('at most %i: %i of three, cut off: %s', async (maxRows, length, truncated) => {
    const { client } = answering(page([row('n'), row('1'), row('2')], 'more'), page([row('3')]));

    const result = await client.run('SELECT n FROM t', { maxRows });

    expect(result.rows).toHaveLength(length);
    expect(result.truncated).toBe(truncated);
  });

  it('that are no longer wanted are not fetched', async () => {
    const { client, asked } = answering(page([row('n'), row('1'), row('2')], 'more'));

    await client.run('SELECT n FROM t', { maxRows: 1 });

    expect(asked.filter(({ name }) => name === 'GetQueryResultsCommand')).toHaveLength(1);
  });
});

describe('a query that gives no result', () => {
  it.each([
    ['FAILED', 'COLUMN_NOT_FOUND: line 1:8', 'SLC7001', 'COLUMN_NOT_FOUND: line 1:8'],
    ['FAILED', '', 'SLC7002', 'the query failed without a reason'],
    ['CANCELLED', '', 'SLC7004', 'the query was cancelled'],
  ])('%s "%s" is %s, with the id of the query', async (State, StateChangeReason, code, message) => {
    const { client, asked } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [{ QueryExecution: { Status: { State, StateChangeReason } } }],
    });

    await expect(client.run('SELECT x')).rejects.toMatchObject({ code, message, queryId: 'q1' });
    expect(asked.map(({ name }) => name)).not.toContain('GetQueryResultsCommand');
  });

  it.each<[string, object, string]>([
    ['somebody interrupts it', { signal: AbortSignal.abort() }, 'the query was cancelled'],
    ['its time is over', { timeoutMilliseconds: -1 }, 'the query took longer than -1 ms and was stopped'],
  ])('is stopped at the service too when %s', async (_, options, message) => {
    const { client, asked } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [ended('RUNNING')],
    });

    await expect(client.run('SELECT 1', options)).rejects.toMatchObject({ code: 'SLC7004', message, queryId: 'q1' });
    expect(asked.at(-1)).toEqual({ name: 'StopQueryExecutionCommand', input: { QueryExecutionId: 'q1' } });
  });

  it('that has ended is a result, even when its time was over meanwhile', async () => {
    const { client } = answering(page([row('n')]));

    expect((await client.run('SELECT 1', { timeoutMilliseconds: -1, signal: AbortSignal.abort() })).rows).toEqual([]);
  });

  it('ends its wait at once when somebody interrupts', async () => {
    const interruption = new AbortController();
    const { client } = clientOf({
      StartQueryExecutionCommand: [started],
      GetQueryExecutionCommand: [ended('RUNNING')],
    });

    // Time stands still: only the interruption can end the wait.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    try {
      const end = client.run('SELECT 1', { signal: interruption.signal });
      await new Promise((resolve) => setImmediate(resolve));
      interruption.abort();

      await expect(end).rejects.toMatchObject({ code: 'SLC7004' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('because its request was refused has the code of the refusal', async () => {
    const refusal = Object.assign(new Error('WorkGroup is not found.'), { name: 'InvalidRequestException' });
    const { client } = clientOf({ StartQueryExecutionCommand: [refusal] });

    await expect(client.run('SELECT 1')).rejects.toMatchObject({ code: 'SLC7006', cause: refusal });
  });
});
