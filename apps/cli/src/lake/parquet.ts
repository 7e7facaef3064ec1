import { DuckDBInstance } from '@duckdb/node-api';
import type { Counted } from '../verify/snapshot.ts';

/** So many files are named in one statement. */
const FILES_PER_STATEMENT = 500;

/** Reads Parquet footers and quarantine rows with DuckDB, in memory, without a look at any other file. */
export interface ParquetReader {
  /** Rows by the footer, per path; a file whose footer cannot be read has a problem instead. */
  rows(paths: readonly string[]): Promise<ReadonlyMap<string, Counted>>;
  /** Rejected rows by reason over quarantine files. */
  reasons(paths: readonly string[]): Promise<Readonly<Record<string, number>>>;
  close(): void;
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
          for (const path of part) counted.set(path, await footers([path]).then(([row]) => ({ value: Number(row?.[1]) }), broken));
        }
      }
      return counted;
    },
    async reasons(paths) {
      if (paths.length === 0) return {};
      const found: Record<string, number> = {};
      const files = `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
      const rows = await select(
        `SELECT reason, count(*) FROM (SELECT unnest(${await reasonsColumn(select, files)}) AS reason FROM ${files}) GROUP BY reason`,
      );
      for (const [reason, count] of rows) found[String(reason)] = Number(count);
      return found;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function broken(error: unknown): Counted {
  return { problem: `is no readable Parquet file (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'})` };
}

/** `_rejected` is a struct when Spark writes it, or the JSON text of one. */
async function reasonsColumn(select: (sql: string) => Promise<unknown[][]>, files: string): Promise<string> {
  const [type] = await select(`SELECT column_type FROM (DESCRIBE SELECT _rejected FROM ${files})`);
  return String(type?.[0]).startsWith('STRUCT') ? '_rejected.reasons' : 'from_json(_rejected, \'{"reasons": ["VARCHAR"]}\').reasons';
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
