import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createQueryClient, type QueryClient, type QueryError, type QueryResult } from '@sluice/query';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../service/service.ts';

/** A lake in a temporary folder with a running service and the real AWS clients. */
export interface TestLake {
  readonly folder: string;
  readonly glue: GlueClient;
  readonly athena: AthenaClient;
  readonly query: QueryClient;
  readonly cloud: LocalCloud;
  /** Runs SQL; rows as arrays. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Runs SQL that must fail; its error. */
  failure(sql: string): Promise<QueryError>;
  run(sql: string): Promise<QueryResult>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Creates a lake whose "data plane" is the given Python program, and starts the service. */
export async function openTestLake({
  program = '',
  ...options
}: { readonly program?: string } & Partial<LocalCloudOptions> = {}): Promise<TestLake> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-local-cloud-'));
  const glueSource = join(folder, 'source');
  mkdirSync(join(glueSource, 'sluice_glue'), { recursive: true });
  mkdirSync(join(folder, 'processed'));
  writeFileSync(join(glueSource, 'sluice_glue', '__init__.py'), '');
  writeFileSync(join(glueSource, 'sluice_glue', '__main__.py'), program);
  const start = (): Promise<LocalCloud> =>
    startLocalCloud({ lake: folder, python: 'python3', glueSource, graceMilliseconds: 1_200, ...options });
  let cloud = await start();
  const connect = () => {
    const configuration = { endpoint: cloud.endpoint, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 };
    return {
      glue: new GlueClient(configuration),
      athena: new AthenaClient(configuration),
      query: createQueryClient({ ...configuration, database: 'sluice', workGroup: 'sluice' }),
    };
  };
  let clients = connect();
  await clients.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'sluice' } }));
  return {
    folder,
    get glue() {
      return clients.glue;
    },
    get athena() {
      return clients.athena;
    },
    get query() {
      return clients.query;
    },
    get cloud() {
      return cloud;
    },
    run: (sql) => clients.query.run(sql),
    rows: async (sql) => (await clients.query.run(sql)).rows,
    failure: async (sql) => {
      try {
        await clients.query.run(sql);
      } catch (error) {
        return error as QueryError;
      }
      throw new Error(`${sql} did not fail`);
    },
    restart: async () => {
      await cloud.stop();
      cloud = await start();
      clients = connect();
    },
    close: async () => {
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let shared: Promise<DuckDBConnection> | undefined;

/** One database for all files of all tests: it keeps nothing. */
function writer(): Promise<DuckDBConnection> {
  shared ??= DuckDBInstance.create(':memory:').then((instance) => instance.connect());
  return shared;
}

/** Writes the rows of a DuckDB SELECT as one Parquet file of the lake. */
export async function writeParquet(lake: TestLake, key: string, select: string, rowGroup = 122_880): Promise<string> {
  const path = join(lake.folder, 'processed', key);
  mkdirSync(dirname(path), { recursive: true });
  const connection = await writer();
  await connection.run(
    `COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, ` +
      `ROW_GROUP_SIZE ${rowGroup})`,
  );
  return path;
}

/** Creates a table on `s3://processed/<name>/`. Columns and keys as `name type`. */
export async function createTable(
  lake: TestLake,
  name: string,
  columns: readonly string[],
  keys: readonly string[] = [],
): Promise<void> {
  const column = (text: string) => ({
    Name: text.slice(0, text.indexOf(' ')),
    Type: text.slice(text.indexOf(' ') + 1),
  });
  await lake.glue.send(
    new CreateTableCommand({
      DatabaseName: 'sluice',
      TableInput: {
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        StorageDescriptor: { Columns: columns.map(column), Location: `s3://processed/${name}/` },
        PartitionKeys: keys.map(column),
      },
    }),
  );
}

/**
 * Per column the compressed bytes of its chunks, the number of row groups, and the size of the footer, from the file
 * itself.
 */
export async function footerOf(
  path: string,
): Promise<{ columns: Record<string, number>; footer_bytes: number; rows: number; groups: number }> {
  const connection = await writer();
  const chunks = await connection.runAndReadAll(
    `SELECT path_in_schema, sum(total_compressed_size)::BIGINT, count(*) FROM parquet_metadata('${path}') GROUP BY 1`,
  );
  const file = await connection.runAndReadAll(`SELECT num_rows, footer_size FROM parquet_file_metadata('${path}')`);
  const [rows, footer] = file.getRows()[0] ?? [];
  const columns = Object.fromEntries(chunks.getRows().map(([name, bytes]) => [String(name), Number(bytes)]));
  const groups = Number(chunks.getRows()[0]?.[2]);
  return { columns, footer_bytes: Number(footer) + 12, rows: Number(rows), groups };
}
