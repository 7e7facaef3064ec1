import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { errorOfRequest, errorOfState, QueryError } from './errors.ts';
import { type QueryColumn, type QueryValue, typedValue } from './values.ts';

/** Where to ask. What is left out is taken from the environment, as every AWS client takes it. */
export interface QueryClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly database: string;
  readonly workGroup: string;
}

/** How to run one query. */
export interface RunOptions {
  /** Literals for the question marks of the text, such as `'2013'` in quotes. */
  readonly parameters?: readonly string[];
  /** The same token starts the query once. At least 32 characters. */
  readonly token?: string;
  /** The query is stopped when it takes longer. */
  readonly timeoutMilliseconds?: number;
  /** Stops the query. */
  readonly signal?: AbortSignal;
  /** Rows to fetch at most; the query itself is not changed. */
  readonly maxRows?: number;
}

/** What a query cost. */
export interface QueryStatistics {
  readonly scannedBytes: number;
  readonly engineMilliseconds: number;
  readonly totalMilliseconds: number;
  readonly queueMilliseconds: number;
  readonly planningMilliseconds: number;
  /** A reused result says nothing about bytes. */
  readonly reusedPreviousResult: boolean;
}

/** The answer of a query. */
export interface QueryResult {
  readonly id: string;
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly QueryValue[])[];
  /** Whether `maxRows` cut the rows off. */
  readonly truncated: boolean;
  readonly statistics: QueryStatistics;
  readonly outputLocation: string | undefined;
}

/** Runs SQL by Athena, here or on AWS. */
export interface QueryClient {
  run(sql: string, options?: RunOptions): Promise<QueryResult>;
  readonly glue: GlueClient;
  readonly database: string;
  close(): void;
}

/** The first wait before asking again, and the longest; each is half as long again as the one before. */
const FIRST_WAIT_MILLISECONDS = 15;
const LONGEST_WAIT_MILLISECONDS = 1_000;

/** Creates a client of Athena and Glue. */
export function createQueryClient(options: QueryClientOptions): QueryClient {
  const { database, workGroup, endpoint, region, credentials } = options;
  const configuration = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const athena = new AthenaClient(configuration);
  const glue = new GlueClient(configuration);
  return {
    glue,
    database,
    run: async (sql, runOptions = {}) => {
      try {
        return await runQuery(athena, sql, database, workGroup, runOptions);
      } catch (error) {
        throw errorOfRequest(error);
      }
    },
    close: () => {
      athena.destroy();
      glue.destroy();
    },
  };
}

async function runQuery(
  athena: AthenaClient,
  sql: string,
  database: string,
  workGroup: string,
  options: RunOptions,
): Promise<QueryResult> {
  const { parameters = [], token, maxRows = Number.POSITIVE_INFINITY } = options;
  const { QueryExecutionId: id = '' } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workGroup,
      QueryExecutionContext: { Database: database },
      ...(parameters.length === 0 ? {} : { ExecutionParameters: [...parameters] }),
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    }),
  );
  const execution = await waitForEnd(athena, id, options);
  const state = execution.Status?.State ?? '';
  if (state !== 'SUCCEEDED') throw errorOfState(state, execution.Status?.StateChangeReason ?? '', id);
  const { columns, rows, truncated } = await fetchRows(athena, id, maxRows, execution.StatementType === 'DML');
  return {
    id,
    columns,
    rows,
    truncated,
    statistics: statisticsOf(execution),
    outputLocation: execution.ResultConfiguration?.OutputLocation,
  };
}

async function waitForEnd(
  athena: AthenaClient,
  id: string,
  { timeoutMilliseconds, signal }: RunOptions,
): Promise<QueryExecution> {
  const deadline = performance.now() + (timeoutMilliseconds ?? Number.POSITIVE_INFINITY);
  let wait = FIRST_WAIT_MILLISECONDS;
  for (;;) {
    const { QueryExecution: execution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const state = execution?.Status?.State ?? '';
    if (execution !== undefined && state !== 'QUEUED' && state !== 'RUNNING') return execution;
    if (signal?.aborted === true || performance.now() > deadline) {
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      const why =
        signal?.aborted === true
          ? 'the query was cancelled'
          : `the query took longer than ${timeoutMilliseconds} ms and was stopped`;
      throw new QueryError('SLC7004', why, { queryId: id });
    }
    await pause(Math.min(wait, Math.max(1, deadline - performance.now())), signal);
    wait = Math.min(wait * 1.5, LONGEST_WAIT_MILLISECONDS);
  }
}

async function fetchRows(athena: AthenaClient, id: string, maxRows: number, hasHeader: boolean) {
  const rows: (readonly QueryValue[])[] = [];
  let columns: readonly QueryColumn[] = [];
  let token: string | undefined;
  let skip = hasHeader ? 1 : 0;
  do {
    const answer = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }));
    columns = (answer.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(columnOf);
    for (const row of (answer.ResultSet?.Rows ?? []).slice(skip)) rows.push(valuesOf(row, columns));
    skip = 0;
    token = answer.NextToken;
  } while (token !== undefined && rows.length <= maxRows);
  const truncated = token !== undefined || rows.length > maxRows;
  return { columns, rows: rows.length > maxRows ? rows.slice(0, maxRows) : rows, truncated };
}

function columnOf({ Name = '', Type = '' }: ColumnInfo): QueryColumn {
  return { name: Name, type: Type };
}

function valuesOf(row: Row, columns: readonly QueryColumn[]): QueryValue[] {
  return (row.Data ?? []).map((datum, index) => typedValue(datum.VarCharValue, columns[index]?.type ?? 'varchar'));
}

function statisticsOf({ Statistics: statistics = {} }: QueryExecution): QueryStatistics {
  return {
    scannedBytes: statistics.DataScannedInBytes ?? 0,
    engineMilliseconds: statistics.EngineExecutionTimeInMillis ?? 0,
    totalMilliseconds: statistics.TotalExecutionTimeInMillis ?? 0,
    queueMilliseconds: statistics.QueryQueueTimeInMillis ?? 0,
    planningMilliseconds: statistics.QueryPlanningTimeInMillis ?? 0,
    reusedPreviousResult: statistics.ResultReuseInformation?.ReusedPreviousResult ?? false,
  };
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
