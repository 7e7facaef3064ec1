import { DuckDBInstance } from '@duckdb/node-api';
import type { Counted } from './stored-object.ts';

/** So many files are named in one statement. */
const FILES_PER_STATEMENT = 500;

/** Reads Parquet footers and quarantine rows with DuckDB, in memory, without a look at any other file. */
export interface ParquetReader {
  /** Rows by the footer, per path; a file whose footer cannot be read has a problem instead. */
  rows(paths: readonly string[]): Promise<ReadonlyMap<string, Counted>>;
  /** Rejected rows by reason over quarantine files. */
  reasons(paths: readonly string[]): Promise<Readonly<Record<string, number>>>;
  /** The rejected rows of one object version: how many, and the first ones in the order of the file. */
  rejected(
    paths: readonly string[],
    file: { readonly key: string; readonly versionId: string },
    limit: number,
  ): Promise<{
    readonly count: number;
    readonly byReason: Readonly<Record<string, number>>;
    readonly rows: readonly RejectedRow[];
  }>;
  close(): void;
}

/** A row that the job rejected. */
export interface RejectedRow {
  /** Byte offset of its part of the file; 0 unless the file is large. */
  readonly splitStart: number;
  /** From 0, in that part. */
  readonly recordIndex: number;
  readonly reasons: readonly string[];
  /** Whether the quarantine keeps the row's text: not in a dataset with a personal column. */
  readonly hasText: boolean;
}

/** Opens a reader; `close` it. */
export async function openParquetReader(): Promise<ParquetReader> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const select = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();

  const footers = async (paths: readonly string[]) =>
    select(`SELECT file_name, num_rows FROM parquet_file_metadata([${paths.map(literal).join(', ')}])`);
  return {
    async rows(paths) {
      const counted = new Map<string, Counted>();
      for (let start = 0; start < paths.length; start += FILES_PER_STATEMENT) {
        const part = paths.slice(start, start + FILES_PER_STATEMENT);
        try {
          for (const [name, rows] of await footers(part)) counted.set(String(name), { value: Number(rows) });
        } catch {
          // One of them is broken: asked one by one, the others still count.
          for (const path of part)
            counted.set(path, await footers([path]).then(([row]) => ({ value: Number(row?.[1]) }), broken));
        }
      }
      return counted;
    },
    async reasons(paths) {
      if (paths.length === 0) return {};
      const found: Record<string, number> = {};
      const files = readParquet(paths);
      const rows = await select(
        `SELECT reason, count(*) FROM (SELECT unnest(${await rejectedColumn(select, files)}.reasons) AS reason ` +
          `FROM ${files}) GROUP BY reason`,
      );
      for (const [reason, count] of rows) found[String(reason)] = Number(count);
      return found;
    },
    async rejected(paths, { key, versionId }, limit) {
      if (paths.length === 0) return { count: 0, byReason: {}, rows: [] };
      const files = readParquet(paths);
      const own =
        `FROM (SELECT ${await rejectedColumn(select, files)} AS r FROM ${files}) WHERE r."key" ` +
        `= ${literal(key)} AND r.version_id = ${literal(versionId)}`;
      const [[count] = [0]] = await select(`SELECT count(*) ${own}`);
      const reasons = await select(
        `SELECT reason, count(*) FROM (SELECT unnest(r.reasons) AS reason ${own}) GROUP BY reason ORDER BY 2 DESC, 1`,
      );
      const rows = await select(
        `SELECT r.split_start, r.record_index, to_json(r.reasons)::VARCHAR, r.raw IS NOT NULL ${own} ORDER BY 1, 2 ` +
          `LIMIT ${limit}`,
      );
      return {
        count: Number(count),
        byReason: Object.fromEntries(reasons.map(([reason, rowCount]) => [String(reason), Number(rowCount)])),
        rows: rows.map(([splitStart, recordIndex, texts, hasText]) => ({
          splitStart: Number(splitStart),
          recordIndex: Number(recordIndex),
          reasons: JSON.parse(String(texts)) as string[],
          hasText: hasText === true,
        })),
      };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function broken(error: unknown): Counted {
  // The path may be that of a copy, which nobody will find again.
  const said =
    error instanceof Error ? error.message.split('\n')[0]?.replace(/ (?:of|in) file '[^']*'/, '') : undefined;
  return { problem: `is no readable Parquet file (${said ?? 'unknown'})` };
}

function readParquet(paths: readonly string[]): string {
  return `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
}

const REJECTED_TYPE =
  '{"key": "VARCHAR", "version_id": "VARCHAR", "split_start": "BIGINT", "record_index": "BIGINT", "reasons": ' +
  '["VARCHAR"], "raw": "VARCHAR"}';

/** `_rejected` is a struct when Spark writes it, or the JSON text of one. */
async function rejectedColumn(select: (sql: string) => Promise<unknown[][]>, files: string): Promise<string> {
  const [type] = await select(`SELECT column_type FROM (DESCRIBE SELECT _rejected FROM ${files})`);
  return String(type?.[0]).startsWith('STRUCT') ? '_rejected' : `from_json(_rejected, '${REJECTED_TYPE}')`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
