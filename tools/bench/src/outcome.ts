import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * What a contestant wrote, independent of row order, file layout and physical types: two equal outcomes hold the same
 * rows.
 */
export interface Outcome {
  readonly accepted: string;
  readonly rejected: string;
  readonly files: number;
  readonly bytes: number;
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Count and order-free hash of the accepted rows, as values. `columns` maps each column to its lake type. */
async function acceptedHash(
  connection: DuckDBConnection,
  glob: string,
  columns: ReadonlyMap<string, string>,
): Promise<string> {
  const values = [...columns].map(([name, type]) => {
    const column = `"${name}"`;
    if (type === 'timestamp') return `coalesce(epoch_us(${column}::TIMESTAMPTZ)::VARCHAR, '∅')`;
    if (type === 'string') return `coalesce(${column}::VARCHAR, '∅')`;
    return `coalesce(${column}::BIGINT::VARCHAR, '∅')`;
  });
  return hash(
    connection,
    `SELECT concat_ws('|', ${values.join(', ')}) AS v FROM read_parquet(${text(glob)}, hive_partitioning = true, ` +
      'hive_types_autocast = false)',
  );
}

/**
 * The same over the rejected rows, as the text of the file. `raw` is an expression for a whole record, or the peers'
 * text columns are joined.
 */
async function rejectedHash(
  connection: DuckDBConnection,
  glob: string,
  columns: ReadonlyMap<string, string>,
  raw?: string,
): Promise<string> {
  const joined = [...columns.keys()].map((name) => `coalesce("${name}"::VARCHAR, '')`).join(', ');
  return hash(
    connection,
    `SELECT ${raw ?? `concat_ws(',', ${joined})`} AS v FROM read_parquet(${text(glob)}, hive_partitioning = false)`,
  );
}

async function hash(connection: DuckDBConnection, rows: string): Promise<string> {
  // A sum of hashes does not depend on the order of the rows and, unlike XOR, counts every copy of a repeated row.
  const reader = await connection.runAndReadAll(`SELECT count(*) AS n, sum(hash(v)::HUGEINT) AS h FROM (${rows})`);
  const row = reader.getRows()[0];
  return `${row?.[0]}:${row?.[1]}`;
}

/** Read back what a contestant wrote under `accepted` and `rejected` (globs). */
export async function readOutcome(
  connection: DuckDBConnection,
  accepted: string,
  rejected: string,
  columns: ReadonlyMap<string, string>,
  raw?: string,
): Promise<Outcome> {
  await connection.run("SET TimeZone = 'UTC'");
  const files = await connection.runAndReadAll(`SELECT count(*), sum(size) FROM read_blob(${text(accepted)})`);
  const [count, bytes] = files.getRows()[0] ?? [0, 0];
  return {
    accepted: await acceptedHash(connection, accepted, columns),
    rejected: await rejectedHash(connection, rejected, columns, raw),
    files: Number(count),
    bytes: Number(bytes),
  };
}
