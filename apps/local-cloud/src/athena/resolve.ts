import type { Catalog } from '../glue/catalog.ts';
import { positionOf, QueryFailure } from './failure.ts';
import type { SqlParser } from './parser.ts';
import { type Binding, type Bindings, type CteUse, columnsOf, namesIn, type TableUse } from './scope.ts';
import { isTree, offsetOf, type Tree, textOf, treesOf, visit } from './tree.ts';
import { viewSql } from './views.ts';

/** A query whose table references are known. */
export interface Resolved {
  readonly uses: readonly TableUse[];
  readonly bindings: Bindings;
}

/** The relation in DuckDB that a table use is read from. */
export function scanName(use: TableUse): string {
  return `sluice_scan_${use.id}`;
}

/** More levels of views than anyone nests; a view that names itself ends here. */
const MAX_VIEW_DEPTH = 16;

/**
 * Finds what every table reference stands for, by Trino's rules (a CTE hides a table), puts views in place, and points
 * the references of tables at scans that are built later. Changes the statement.
 */
export async function resolveTables(
  statement: Tree,
  sql: string,
  database: string,
  catalog: Catalog,
  parser: SqlParser,
): Promise<Resolved> {
  const uses: TableUse[] = [];
  const bindings = new Map<Tree, Binding>();
  await walk(statement, { ctes: new Map(), database, depth: 0 });
  shortenQualifiedColumns(statement, uses);
  return { uses, bindings };

  async function walk(value: unknown, scope: Scope): Promise<void> {
    if (Array.isArray(value)) {
      for (const item of value) await walk(item, scope);
      return;
    }
    if (!isTree(value)) return;
    if (value['type'] === 'BASE_TABLE') {
      await bind(value, scope);
      return;
    }
    let inner = scope;
    for (const { key, node, names } of commonTables(value)) {
      const cte: CteUse = { node, names, references: 0 };
      const withIt = { ...inner, ctes: new Map([...inner.ctes, [key.toLowerCase(), cte]]) };
      const recursive = node['type'] === 'RECURSIVE_CTE_NODE';
      // A recursive query reads its own earlier rows: nothing may be pushed into it from outside.
      if (recursive) cte.references = Number.POSITIVE_INFINITY;
      await walk(node, recursive ? withIt : inner);
      inner = withIt;
    }
    for (const [member, item] of Object.entries(value)) if (member !== 'cte_map') await walk(item, inner);
  }

  async function bind(reference: Tree, scope: Scope): Promise<void> {
    const schema = textOf(reference, 'schema_name');
    const name = textOf(reference, 'table_name');
    const cte = schema === '' ? scope.ctes.get(name.toLowerCase()) : undefined;
    if (cte !== undefined) {
      cte.references += 1;
      bindings.set(reference, { kind: 'cte', cte });
      return;
    }
    const at = positionOf(sql, offsetOf(reference));
    const catalogName = textOf(reference, 'catalog_name');
    if (catalogName !== '' && catalogName.toLowerCase() !== 'awsdatacatalog') {
      throw new QueryFailure('CATALOG_NOT_FOUND', `${at}: Catalog '${catalogName}' does not exist`);
    }
    const base = schema || scope.database;
    if (catalog.findDatabase(base) === undefined)
      throw new QueryFailure('SCHEMA_NOT_FOUND', `${at}: Schema '${base.toLowerCase()}' does not exist`);
    const partitionsOnly = name.toLowerCase().endsWith('$partitions');
    const table = catalog.findTable(base, partitionsOnly ? name.slice(0, -'$partitions'.length) : name);
    if (table === undefined || (partitionsOnly && (table.PartitionKeys ?? []).length === 0)) {
      throw new QueryFailure(
        'TABLE_NOT_FOUND',
        `${at}: Table 'awsdatacatalog.${base.toLowerCase()}.${name.toLowerCase()}' does not exist`,
      );
    }
    const alias = textOf(reference, 'alias') || name;
    if (table.TableType === 'VIRTUAL_VIEW') {
      await putViewInPlace(reference, alias, table, scope);
      return;
    }
    const { columns, keys } = columnsOf(table);
    const use: TableUse = {
      id: uses.length,
      table,
      alias: alias.toLowerCase(),
      columns: partitionsOnly ? [] : columns,
      keys,
      partitionsOnly,
      filters: [],
    };
    uses.push(use);
    bindings.set(reference, { kind: 'table', use });
    // With its schema: a common table of the query that has its name is another table.
    Object.assign(reference, { catalog_name: 'temp', schema_name: 'main', table_name: scanName(use), alias });
  }

  async function putViewInPlace(reference: Tree, alias: string, table: TableUse['table'], scope: Scope): Promise<void> {
    if (scope.depth >= MAX_VIEW_DEPTH)
      throw new QueryFailure(
        'VIEW_IS_RECURSIVE',
        `${positionOf(sql, offsetOf(reference))}: View '${table.Name}' is recursive`,
      );
    const body = await parser.parse(viewSql(table));
    // Offsets inside a view say nothing about the query's text.
    visit(body, (node) => void delete node['query_location']);
    await walk(body, { ctes: new Map(), database: table.DatabaseName, depth: scope.depth + 1 });
    const { sample, query_location, column_name_alias } = reference;
    for (const member of Object.keys(reference)) delete reference[member];
    Object.assign(reference, { type: 'SUBQUERY', alias, sample, query_location, subquery: body, column_name_alias });
  }
}

interface Scope {
  readonly ctes: ReadonlyMap<string, CteUse>;
  readonly database: string;
  readonly depth: number;
}

function commonTables(node: Tree): { key: string; node: Tree; names: string[] }[] {
  const map = node['cte_map'];
  if (!isTree(map)) return [];
  return treesOf(map['map']).flatMap((entry) => {
    const value = isTree(entry['value']) ? entry['value'] : {};
    const query = value['query'];
    const body = isTree(query) ? query['node'] : undefined;
    return isTree(body) ? [{ key: textOf(entry, 'key'), node: body, names: namesIn(value['aliases']) }] : [];
  });
}

/** `sluice.flights.month` becomes `flights.month`: the scans lie in no schema. */
function shortenQualifiedColumns(statement: Tree, uses: readonly TableUse[]): void {
  visit(statement, (node) => {
    const names = node['column_names'];
    if (node['class'] !== 'COLUMN_REF' || !Array.isArray(names) || names.length < 3) return undefined;
    const [database, alias] = names.map((name) => String(name).toLowerCase());
    if (uses.some((use) => use.alias === alias && use.table.DatabaseName === database))
      node['column_names'] = names.slice(1);
    return undefined;
  });
}
