import { GetPartitionsCommand, GetTableCommand } from '@aws-sdk/client-glue';
import type { QueryClient, QueryResult, RunOptions } from './client.ts';
import { errorOfRequest } from './errors.ts';
import { isWithin, readIoPlan, type TableInput } from './io-plan.ts';
import { columnsMentioned, type HeadFile, predict, tolerance } from './prediction.ts';

/** What is asked about one query. */
export interface PruningQuestion {
  readonly sql: string;
  /** The files of the committed batch heads, by table. */
  readonly heads: Readonly<Record<string, readonly HeadFile[]>>;
  readonly options?: RunOptions;
}

/** Whether a query reads only the partitions that it needs. */
export interface PruningVerdict {
  readonly verdict: 'pruned' | 'full scan' | 'no data';
  /** Why, in one sentence. */
  readonly reason: string;
  readonly partitionsTouched: number;
  readonly partitionsRegistered: number;
  /** Counted by the service. */
  readonly scannedBytes: number;
  /** What the batch heads say that the touched partitions cost. */
  readonly expectedBytes: number;
  /** What the batch heads say that all partitions would cost for the same columns. */
  readonly bytesWithoutPruning: number;
  readonly result: QueryResult;
}

interface TableReading {
  readonly name: string;
  readonly registered: number;
  readonly touched: number;
  readonly constrained: boolean;
  readonly expected: ReturnType<typeof predict>;
  readonly unpruned: ReturnType<typeof predict>;
}

/**
 * Runs a query and judges it: partitions by the plan and the catalog, bytes by what the committed batch heads recorded.
 */
export async function pruningVerdict(
  client: QueryClient,
  { sql, heads, options }: PruningQuestion,
): Promise<PruningVerdict> {
  const plan = await client.run(`EXPLAIN (TYPE IO, FORMAT JSON) ${sql}`, options);
  const inputs = readIoPlan(plan.rows.map(([line]) => String(line ?? '')).join('\n'));
  const readings: TableReading[] = [];
  for (const mentions of Map.groupBy(inputs, (input) => `${input.database}.${input.table}`).values())
    readings.push(await readTable(client, mentions, sql, heads));
  const result = await client.run(sql, options);
  return judge(readings, result);
}

async function readTable(
  client: QueryClient,
  mentions: readonly TableInput[],
  sql: string,
  heads: PruningQuestion['heads'],
): Promise<TableReading> {
  const [{ database, table } = { database: '', table: '' }] = mentions;
  const { keys, partitions } = await registeredPartitions(client, database, table);
  const touched = partitions.filter((values) => mentions.some((mention) => isTouched(mention, keys, values)));
  const identity = (values: readonly string[]): string => JSON.stringify(values);
  const touchedKeys = new Set(touched.map(identity));
  // A dataset may be called `constructor`, which every object has.
  const files = Object.hasOwn(heads, table) ? (heads[table] ?? []) : [];
  const columns = columnsMentioned(sql, [...new Set(files.flatMap((file) => Object.keys(file.columns)))]);
  const read =
    keys.length === 0
      ? files
      : files.filter((file) => touchedKeys.has(identity(keys.map((key) => file.partition[key] ?? ''))));
  return {
    name: table,
    registered: keys.length === 0 ? 1 : partitions.length,
    touched: keys.length === 0 ? 1 : touched.length,
    constrained: mentions.every((mention) => mention.none || mention.constraints.some(({ key }) => keys.includes(key))),
    expected: predict(read, columns),
    unpruned: predict(files, columns),
  };
}

function isTouched(mention: TableInput, keys: readonly string[], values: readonly string[]): boolean {
  if (mention.none) return false;
  if (mention.partitions !== undefined)
    return mention.partitions.some((item) => item.every((value, index) => value === values[index]));
  return mention.constraints.every((constraint) => {
    const index = keys.indexOf(constraint.key);
    return index === -1 || isWithin(values[index] ?? '', constraint);
  });
}

async function registeredPartitions(client: QueryClient, database: string, table: string) {
  try {
    const { Table } = await client.glue.send(new GetTableCommand({ DatabaseName: database, Name: table }));
    const keys = (Table?.PartitionKeys ?? []).map((key) => (key.Name ?? '').toLowerCase());
    const partitions: (readonly string[])[] = [];
    let token: string | undefined;
    do {
      const answer = await client.glue.send(
        new GetPartitionsCommand({
          DatabaseName: database,
          TableName: table,
          ExcludeColumnSchema: true,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      for (const { Values } of answer.Partitions ?? []) partitions.push(Values ?? []);
      token = answer.NextToken;
    } while (token !== undefined);
    return { keys, partitions };
  } catch (error) {
    throw errorOfRequest(error);
  }
}

function judge(readings: readonly TableReading[], result: QueryResult): PruningVerdict {
  const sum = (figure: (reading: TableReading) => number): number =>
    readings.reduce((total, reading) => total + figure(reading), 0);
  const expectedBytes = sum((reading) => reading.expected.bytes);
  const slack = sum((reading) => tolerance(reading.expected));
  const { scannedBytes } = result.statistics;
  const figures = {
    partitionsTouched: sum((reading) => reading.touched),
    partitionsRegistered: sum((reading) => reading.registered),
    scannedBytes,
    expectedBytes,
    bytesWithoutPruning: sum((reading) => reading.unpruned.bytes),
    result,
  };
  const empty = readings.find((reading) => reading.touched === 0 || reading.expected.rows === 0);
  if (readings.length === 0 || empty !== undefined) {
    const reason =
      empty === undefined
        ? 'the query reads no table'
        : `${empty.name}: no committed row lies in the ${empty.touched} partitions that the query reads`;
    return { verdict: 'no data', reason, ...figures };
  }
  // With a single partition, reading it all is no sign of a missing condition; having no condition is.
  const whole = readings.find(
    ({ touched, registered, constrained }) => !constrained || (touched === registered && registered > 1),
  );
  if (whole !== undefined) {
    return {
      verdict: 'full scan',
      reason: `${whole.name}: ${whole.touched} of ${whole.registered} partitions are read`,
      ...figures,
    };
  }
  if (scannedBytes > expectedBytes + slack) {
    return {
      verdict: 'full scan',
      reason: `${scannedBytes} bytes were scanned where the touched partitions hold ${expectedBytes} for these columns`,
      ...figures,
    };
  }
  return {
    verdict: 'pruned',
    reason: `${figures.partitionsTouched} of ${figures.partitionsRegistered} partitions are read`,
    ...figures,
  };
}
