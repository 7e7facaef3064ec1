import type { Table } from '../glue/model.ts';
import { isTree, type Tree, textOf, treesOf } from './tree.ts';
import { parseHiveType } from './types.ts';

/** A column of a table as a query sees it. */
export interface UseColumn {
  /** In lower case. */
  readonly name: string;
  readonly duckdb: string;
  readonly athena: string;
}

/** One mention of a table in a query. Two mentions are two uses: each is pruned by its own conditions. */
export interface TableUse {
  readonly id: number;
  readonly table: Table;
  /** The name by which the rest of the query knows it, in lower case. */
  readonly alias: string;
  readonly columns: readonly UseColumn[];
  readonly keys: readonly UseColumn[];
  /** `"t$partitions"`: the registered partitions as rows, no file read. */
  readonly partitionsOnly: boolean;
  /** Conditions over partition keys alone that every row of this use must satisfy. */
  readonly filters: Tree[];
}

/** A common table expression, and how often it is mentioned. */
export interface CteUse {
  readonly node: Tree;
  /** `WITH c (a, b) AS …`: the names of its columns, in lower case; empty when the query itself names them. */
  readonly names: readonly string[];
  references: number;
}

/** What a table reference of the tree stands for. */
export type Binding =
  | { readonly kind: 'table'; readonly use: TableUse }
  | { readonly kind: 'cte'; readonly cte: CteUse };

/** Which table references stand for what, found while resolving. */
export type Bindings = ReadonlyMap<Tree, Binding>;

/** A relation in a FROM clause. */
export interface Relation {
  readonly alias: string;
  readonly reference: Tree;
  readonly use: TableUse | undefined;
  /** The query that it stands for, when it is a subquery or a CTE. */
  readonly query: Tree | undefined;
  readonly cte: CteUse | undefined;
  /** Output column -> the expression inside `query` (or the column itself for a table); undefined when not known. */
  readonly columns: ReadonlyMap<string, Tree | null> | undefined;
}

/** Columns that every table has without naming them. */
export const HIDDEN_COLUMNS = ['$path', '$file_size', '$file_modified_time'] as const;

/** The columns and keys of a table in DuckDB's types. */
export function columnsOf(table: Table): { columns: UseColumn[]; keys: UseColumn[] } {
  const read = (column: { readonly Name: string; readonly Type?: string }): UseColumn => {
    const type = parseHiveType(column.Type ?? 'string') ?? { duckdb: '', athena: column.Type ?? '' };
    return { name: column.Name.toLowerCase(), ...type };
  };
  const keys = (table.PartitionKeys ?? []).map(read);
  // A key that a file also holds is read from the catalog, as Hive does.
  const columns = (table.StorageDescriptor?.Columns ?? [])
    .map(read)
    .filter((column) => !keys.some((key) => key.name === column.name));
  return { columns, keys };
}

/** The relations of a FROM clause, left to right. */
export function relationsOf(reference: unknown, bindings: Bindings): Relation[] {
  if (!isTree(reference)) return [];
  if (reference['type'] === 'JOIN')
    return [...relationsOf(reference['left'], bindings), ...relationsOf(reference['right'], bindings)];
  if (reference['type'] === 'EMPTY') return [];
  return [relationOf(reference, bindings)];
}

/** The relation of one table reference that is no join. */
export function relationOf(reference: Tree, bindings: Bindings): Relation {
  const alias = (textOf(reference, 'alias') || textOf(reference, 'table_name')).toLowerCase();
  const base = { alias, reference, use: undefined, query: undefined, cte: undefined, columns: undefined };
  const binding = bindings.get(reference);
  const cte = binding?.kind === 'cte' ? binding.cte : undefined;
  const own = namesIn(reference['column_name_alias']);
  const names = own.length > 0 ? own : (cte?.names ?? []);
  const unfollowed = names.length > 0 ? new Map(names.map((name) => [name, null])) : undefined;
  if (binding?.kind === 'table') {
    const declared = [...binding.use.columns, ...binding.use.keys].map((column) => column.name);
    return {
      ...base,
      use: binding.use,
      columns: unfollowed ?? new Map([...declared, ...HIDDEN_COLUMNS].map((name) => [name, null])),
    };
  }
  const subquery = reference['subquery'];
  const query = cte?.node ?? (isTree(subquery) && isTree(subquery['node']) ? subquery['node'] : undefined);
  if (query === undefined) return { ...base, columns: unfollowed };
  return {
    ...base,
    query,
    cte,
    columns: unfollowed === undefined ? outputOf(query, bindings) : (renamedOutput(query, names) ?? unfollowed),
  };
}

/** The relation that a column name belongs to, or undefined when that is not certain. */
export function relationOfColumn(
  reference: Tree,
  relations: readonly Relation[],
): { relation: Relation; column: string } | undefined {
  const names = namesOf(reference);
  const column = names.at(-1);
  if (column === undefined) return undefined;
  if (names.length === 1) {
    const candidates = relations.filter((relation) => relation.columns?.has(column) ?? true);
    const [relation] = candidates;
    return candidates.length === 1 && relation?.columns !== undefined ? { relation, column } : undefined;
  }
  if (names.length !== 2) return undefined;
  const candidates = relations.filter((relation) => relation.alias === names[0]);
  const [relation] = candidates;
  return candidates.length === 1 && relation?.columns?.has(column) ? { relation, column } : undefined;
}

/** The parts of a column name in lower case. */
export function namesOf(reference: Tree): string[] {
  return namesIn(reference['column_names']);
}

/** A list of names in lower case. */
export function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map((name) => String(name).toLowerCase()) : [];
}

/** The output columns of a query under other names, given by position; undefined when the positions are not certain. */
function renamedOutput(query: Tree, names: readonly string[]): Map<string, Tree | null> | undefined {
  const items = treesOf(query['select_list']);
  if (
    query['type'] !== 'SELECT_NODE' ||
    items.length !== names.length ||
    items.some((item) => item['class'] === 'STAR')
  )
    return undefined;
  if (new Set(names).size < names.length) return undefined;
  return new Map(
    names.map((name, index) => [
      name,
      items[index]?.['class'] === 'COLUMN_REF' ? columnReference(namesOf(items[index])) : null,
    ]),
  );
}

/** The output columns of a query whose select list is plain enough to be followed. */
function outputOf(query: Tree, bindings: Bindings): Map<string, Tree | null> | undefined {
  if (query['type'] !== 'SELECT_NODE') return undefined;
  const relations = relationsOf(query['from_table'], bindings);
  const output = new Map<string, Tree | null>();
  // A name that comes twice stands for neither.
  const add = (name: string, expression: Tree | null): void =>
    void output.set(name, output.has(name) ? null : expression);
  for (const item of treesOf(query['select_list'])) {
    if (item['class'] === 'STAR') {
      const wanted = textOf(item, 'relation_name').toLowerCase();
      const replaced = [item['replace_list'], item['rename_list']].some(
        (list) => Array.isArray(list) && list.length > 0,
      );
      for (const relation of relations.filter((candidate) => wanted === '' || candidate.alias === wanted)) {
        if (relation.columns === undefined || replaced) return undefined;
        for (const name of relation.columns.keys())
          if (!name.startsWith('$')) add(name, columnReference([relation.alias, name]));
      }
    } else {
      const alias = textOf(item, 'alias').toLowerCase() || (item['class'] === 'COLUMN_REF' ? namesOf(item).at(-1) : '');
      if (alias) add(alias, item['class'] === 'COLUMN_REF' ? columnReference(namesOf(item)) : null);
    }
  }
  return output;
}

/** A column reference for a tree that is written back. */
export function columnReference(names: readonly string[]): Tree {
  return { class: 'COLUMN_REF', type: 'COLUMN_REF', alias: '', column_names: [...names] };
}
