import type { DuckDBConnection } from '@duckdb/node-api';
import { NULL_PARTITION, type Partition } from '../glue/model.ts';
import { type LocalFiles, type ObjectEntry, ObjectGone, type ObjectStore } from '../objects/objects.ts';
import { QueryFailure } from './failure.ts';
import { scanName } from './resolve.ts';
import type { TableUse, UseColumn } from './scope.ts';
import { fileLiteral, identifier, literal } from './sql-text.ts';

/** An object that a query reads, and the partition that it belongs to. */
export interface ScanFile extends ObjectEntry {
  readonly values: readonly string[];
}

/** One table use with what is left of it after pruning. */
export interface PlannedScan {
  readonly use: TableUse;
  readonly registered: number;
  readonly kept: readonly Partition[];
  readonly files: readonly ScanFile[];
}

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe';

/** Refuses a table that cannot be read here: another format, no place, a type that is none. */
export function checkReadable({ table, columns, keys }: TableUse): void {
  const name = `${table.DatabaseName}.${table.Name}`;
  const serde = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary;
  if (serde !== undefined && serde !== PARQUET)
    throw new QueryFailure('NOT_SUPPORTED', `Table ${name} is not stored as Parquet (${serde})`);
  if (table.Parameters?.['projection.enabled'] === 'true')
    throw new QueryFailure('NOT_SUPPORTED', `Table ${name} uses partition projection`);
  const names = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map((column) =>
    column.Name.toLowerCase(),
  );
  if (new Set(names).size < names.length)
    throw new QueryFailure(
      'HIVE_INVALID_METADATA',
      `Hive metadata for table ${table.Name} is invalid: Table descriptor contains duplicate columns`,
    );
  const broken = [...columns, ...keys].find((column) => column.duckdb === '');
  if (broken !== undefined)
    throw new QueryFailure(
      'HIVE_INVALID_METADATA',
      `Column ${broken.name} of table ${name} has type '${broken.athena}'`,
    );
}

/** The files of one place, as Hive sees them: names with a leading `_` or `.` are not data. */
export async function filesAt(objects: ObjectStore, location: string, values: readonly string[]): Promise<ScanFile[]> {
  const prefix = location.endsWith('/') ? location : `${location}/`;
  let entries: ObjectEntry[];
  try {
    entries = await objects.list(prefix);
  } catch (error) {
    throw new QueryFailure(
      'HIVE_FILESYSTEM_ERROR',
      `Failed to list ${location}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const data = entries.filter(
    (entry) =>
      !entry.uri
        .slice(prefix.length)
        .split('/')
        .some((segment) => /^[_.]/.test(segment)),
  );
  return data.filter((entry) => entry.sizeBytes > 0).map((entry) => ({ ...entry, values }));
}

/** Brings the files of all scans to this machine. */
export async function bringFiles(
  scans: readonly PlannedScan[],
  objects: ObjectStore,
  isCancelled: () => boolean,
): Promise<LocalFiles> {
  // One place may be read twice in a query, or be registered for two partitions.
  const wanted = new Map(scans.flatMap((scan) => scan.files.map((file) => [file.uri, file])));
  try {
    return await objects.localFiles([...wanted.values()], isCancelled);
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    throw new QueryFailure('HIVE_CANNOT_OPEN_SPLIT', `Error opening Hive split ${error.uri}: ${error.message}`, 1);
  }
}

/** Loads one row per key of `rows` into a table of text columns. */
export async function loadTexts(
  connection: DuckDBConnection,
  name: string,
  columns: readonly string[],
  rows: Iterable<readonly (string | null)[]>,
): Promise<void> {
  await connection.run(
    `CREATE TEMP TABLE ${name} (${columns.map((column) => `${identifier(column)} VARCHAR`).join(', ')})`,
  );
  const appender = await connection.createAppender(name);
  for (const row of rows) {
    for (const text of row) {
      if (text === null) appender.appendNull();
      else appender.appendVarchar(text);
    }
    appender.endRow();
  }
  appender.closeSync();
}

/** A key's values as its type declares them; what is none of the type reads as null. */
export function typedKeys(keys: readonly UseColumn[]): string[] {
  return keys.map(
    (key, index) =>
      (key.duckdb === 'VARCHAR' ? `k${index}` : `TRY_CAST(k${index} AS ${key.duckdb})`) + ` AS ${identifier(key.name)}`,
  );
}

/** A partition value as text, Hive's marker for none being null. */
export function keyText(value: string): string | null {
  return value === NULL_PARTITION ? null : value;
}

/**
 * Builds the relation that the query reads in place of a table: its declared columns by name, its keys from the
 * catalog, over exactly these files.
 */
export async function createScan(
  connection: DuckDBConnection,
  { use, kept, files }: PlannedScan,
  local: LocalFiles,
): Promise<void> {
  const name = scanName(use);
  const keyColumns = use.keys.map((_key, index) => `k${index}`);
  if (use.partitionsOnly) {
    await loadTexts(
      connection,
      `${name}_rows`,
      keyColumns,
      kept.map((partition) => partition.Values.map(keyText)),
    );
    await connection.run(`CREATE TEMP VIEW ${name} AS SELECT ${typedKeys(use.keys).join(', ')} FROM ${name}_rows`);
    return;
  }
  const rows = files.map((file) => [
    local.pathOf(file.uri),
    file.uri,
    String(file.sizeBytes),
    new Date(file.modifiedMilliseconds).toISOString(),
    ...file.values.map(keyText),
  ]);
  await loadTexts(connection, `${name}_files`, ['file', 'uri', 'size', 'modified', ...keyColumns], rows);
  const columns = use.columns.map((column) => `s.${identifier(column.name)} AS ${identifier(column.name)}`);
  const hidden = [
    'f.uri AS "$path"',
    'CAST(f.size AS BIGINT) AS "$file_size"',
    'CAST(f.modified AS TIMESTAMP WITH TIME ZONE) AS "$file_modified_time"',
  ];
  const source = files.length === 0 ? emptySource(use.columns) : parquetSource(files, local, use.columns);
  const select = [...columns, ...typedKeys(use.keys), ...hidden].join(', ');
  await connection.run(
    `CREATE TEMP VIEW ${name} AS SELECT ${select} FROM ${source} s JOIN ${name}_files f ON s."sluice file" = f.file`,
  );
}

function parquetSource(files: readonly ScanFile[], local: LocalFiles, columns: readonly UseColumn[]): string {
  // By name and type of the catalog: a column that a file lacks reads as null, whichever file comes first.
  const schema = columns.map(
    ({ name, duckdb }) => `${literal(name)}: {name: ${literal(name)}, type: ${literal(duckdb)}, default_value: NULL}`,
  );
  // Two partitions may be registered at one place: its file is listed once and joined to both.
  const paths = [...new Set(files.map((file) => fileLiteral(local.pathOf(file.uri))))].join(', ');
  return (
    `read_parquet([${paths}], schema = MAP {${schema.join(', ')}}, filename = 'sluice file', ` +
    'hive_partitioning = false)'
  );
}

function emptySource(columns: readonly UseColumn[]): string {
  const nulls = columns.map(({ name, duckdb }) => `CAST(NULL AS ${duckdb}) AS ${identifier(name)}`);
  return `(SELECT ${[...nulls, `CAST(NULL AS VARCHAR) AS "sluice file"`].join(', ')} WHERE false)`;
}
