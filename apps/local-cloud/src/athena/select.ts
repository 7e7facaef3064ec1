import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { Catalog } from '../glue/catalog.ts';
import type { Partition } from '../glue/model.ts';
import { partitionPath } from '../glue/partition-values.ts';
import type { LocalFiles, ObjectStore } from '../objects/objects.ts';
import { allowOnly } from './allow.ts';
import type { Engine } from './engine.ts';
import { macrosIn } from './macros.ts';
import { checkNames } from './names.ts';
import type { SqlParser } from './parser.ts';
import { collectPartitionFilters } from './prune.ts';
import { resolveTables, scanName } from './resolve.ts';
import {
  checkReadable,
  createScan,
  filesAt,
  keyText,
  loadTexts,
  type PlannedScan,
  type ScanFile,
  typedKeys,
} from './scan.ts';
import type { TableUse } from './scope.ts';
import { hideColumns, nameOutputs } from './shape.ts';
import { copy, type Tree } from './tree.ts';
import { checkComparisons } from './typecheck.ts';

/** What a SELECT is planned with. */
export interface SelectContext {
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
  readonly parser: SqlParser;
  readonly database: string;
}

/** A SELECT that is understood: its tree, rewritten for DuckDB, and the tables that it mentions. */
export interface SelectPlan {
  readonly sql: string;
  readonly statement: Tree;
  readonly uses: readonly TableUse[];
}

/** Understands a SELECT, or refuses it in Athena's words. No file is looked at. */
export async function planSelect(
  sql: string,
  statement: Tree,
  { catalog, parser, database }: SelectContext,
): Promise<SelectPlan> {
  const { uses, bindings } = await resolveTables(statement, sql, database, catalog, parser);
  allowOnly(statement, sql);
  for (const use of uses) checkReadable(use);
  checkNames(statement, bindings, sql);
  checkComparisons(statement, bindings, sql);
  hideColumns(statement, bindings, sql);
  collectPartitionFilters(statement, bindings);
  nameOutputs(statement);
  return { sql, statement, uses };
}

/** Chooses the partitions that each use needs, by the expressions of `connection`, and lists their files. */
export async function planScans(
  plan: SelectPlan,
  connection: DuckDBConnection,
  { catalog, objects, parser }: SelectContext,
): Promise<PlannedScan[]> {
  const scans: PlannedScan[] = [];
  for (const use of plan.uses) {
    const { table, keys } = use;
    if (keys.length === 0) {
      const files = await filesAt(objects, table.StorageDescriptor?.Location ?? '', []);
      scans.push({ use, registered: 1, kept: [], files });
      continue;
    }
    const registered = catalog.partitions(table.DatabaseName, table.Name);
    const kept = await keepPartitions(use, registered, connection, parser);
    const lists: ScanFile[][] = use.partitionsOnly
      ? []
      : await mapLimited(kept, (partition) => filesAt(objects, locationOf(use, partition), partition.Values));
    scans.push({ use, registered: registered.length, kept, files: lists.flat() });
  }
  return scans;
}

/** Builds the relations, locks the engine to their files and starts the query. */
export async function startSelect(
  plan: SelectPlan,
  scans: readonly PlannedScan[],
  files: LocalFiles,
  engine: Engine,
  parser: SqlParser,
): Promise<DuckDBResult> {
  const text = await parser.write(plan.statement);
  for (const macro of macrosIn(text)) await engine.connection.run(macro);
  // Building a relation binds it, which reads footers: the count must have begun.
  await engine.lock([...new Set(scans.flatMap((scan) => scan.files.map((file) => files.pathOf(file.uri))))]);
  for (const scan of scans) await createScan(engine.connection, scan, files);
  return engine.connection.stream(text);
}

async function keepPartitions(
  use: TableUse,
  registered: readonly Partition[],
  connection: DuckDBConnection,
  parser: SqlParser,
): Promise<readonly Partition[]> {
  if (use.filters.length === 0 || registered.length === 0) return registered;
  const name = `${scanName(use)}_keys`;
  const texts = registered.map((partition, index) => [String(index), ...partition.Values.map(keyText)]);
  await loadTexts(connection, `${name}_texts`, ['i', ...use.keys.map((_key, index) => `k${index}`)], texts);
  await connection.run(
    `CREATE TEMP TABLE ${name} AS SELECT CAST(i AS INTEGER) AS i, ${typedKeys(use.keys).join(', ')} FROM ${name}_texts`,
  );
  let kept: Set<number> | undefined;
  for (const filter of use.filters) {
    const matching = await matchingRows(name, filter, connection, parser);
    if (matching === undefined) continue;
    kept = kept === undefined ? matching : new Set([...kept].filter((index) => matching.has(index)));
  }
  return kept === undefined ? registered : registered.filter((_partition, index) => kept.has(index));
}

/**
 * The rows for which a filter is true. A filter that cannot be answered keeps everything: the query itself will say
 * what is wrong.
 */
async function matchingRows(
  name: string,
  filter: Tree,
  connection: DuckDBConnection,
  parser: SqlParser,
): Promise<Set<number> | undefined> {
  try {
    const statement = await parser.parse(`SELECT i FROM ${name} WHERE true`);
    (statement['node'] as Tree)['where_clause'] = copy(filter);
    const reader = await connection.runAndReadAll(await parser.write(statement));
    return new Set(reader.getRows().map(([index]) => Number(index)));
  } catch {
    return undefined;
  }
}

function locationOf({ table }: TableUse, partition: Partition): string {
  const own = partition.StorageDescriptor?.Location;
  if (own !== undefined && own !== '') return own;
  const base = (table.StorageDescriptor?.Location ?? '').replace(/\/$/, '');
  const keys = table.PartitionKeys ?? [];
  return `${base}/${partitionPath(
    keys.map((key) => key.Name),
    partition.Values,
  )}/`;
}

async function mapLimited<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 32)
    results.push(...(await Promise.all(items.slice(start, start + 32).map(run))));
  return results;
}
