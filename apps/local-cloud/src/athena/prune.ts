import { isVolatile } from './functions.ts';
import {
  type Bindings,
  columnReference,
  namesIn,
  namesOf,
  type Relation,
  relationOf,
  relationOfColumn,
  relationsOf,
  type TableUse,
} from './scope.ts';
import { copy, isTree, type Tree, textOf, treesOf, visit } from './tree.ts';

/**
 * Finds, for every table use, the conditions over its partition keys alone that each of its rows must satisfy to
 * matter, and notes them in
 * `use.filters`. Whatever is not understood is left out: that costs bytes, never rows.
 */
export function collectPartitionFilters(statement: Tree, bindings: Bindings): void {
  const done = new Set<Tree>();
  const top = statement['node'];
  if (isTree(top)) query(top, []);
  // Subqueries in expressions, branches of unions, CTEs with several mentions: each by its own WHERE.
  visit(statement, (node) => {
    if (node['type'] === 'SELECT_NODE') query(node, []);
    return undefined;
  });

  function query(node: Tree, pushed: readonly Tree[]): void {
    if (done.has(node) || node['type'] !== 'SELECT_NODE') return;
    done.add(node);
    const relations = relationsOf(node['from_table'], bindings);
    from(node['from_table'], [...conjunctsOf(node['where_clause']), ...pushed], { relations, merged: new Set() });
  }

  function from(reference: unknown, conditions: readonly Tree[], scope: Scope): void {
    if (!isTree(reference)) return;
    if (reference['type'] !== 'JOIN') {
      leaf(relationOf(reference, bindings), conditions, scope);
      return;
    }
    const on = conjunctsOf(reference['condition']);
    const regular = reference['ref_type'] === 'REGULAR' || reference['ref_type'] === 'CROSS';
    const type = regular ? reference['join_type'] : 'OTHER';
    // The side that an outer join fills with nulls keeps its unmatched rows out by the ON clause alone: a WHERE such as
    // `t2.year IS NULL` is true for rows that no partition of t2 holds.
    const both = [...conditions, ...on];
    // Where a condition reaches a side at all, a column that USING merges has that side's value.
    const below = { ...scope, merged: new Set([...scope.merged, ...namesIn(reference['using_columns'])]) };
    from(reference['left'], type === 'INNER' ? both : type === 'LEFT' ? conditions : type === 'RIGHT' ? on : [], below);
    from(
      reference['right'],
      type === 'INNER' ? both : type === 'RIGHT' ? conditions : type === 'LEFT' ? on : [],
      below,
    );
  }

  function leaf(relation: Relation, conditions: readonly Tree[], scope: Scope): void {
    const { use, query: inner, cte } = relation;
    if (use !== undefined) {
      use.filters.push(...weakenAll(conditions, (column) => keyOf(column, use, scope)));
    } else if (inner !== undefined && (cte === undefined || cte.references === 1)) {
      const pushed = isPushable(inner) ? weakenAll(conditions, (column) => insideOf(column, relation, scope)) : [];
      query(inner, pushed);
    }
  }
}

/** The relations of one FROM clause, and the columns that USING merges above the place that is looked at. */
interface Scope {
  readonly relations: readonly Relation[];
  readonly merged: ReadonlySet<string>;
}

/** What a column reference becomes in another place, or undefined when it has no meaning there. */
type Translate = (column: Tree) => Tree | undefined;

function keyOf(column: Tree, use: TableUse, { relations, merged }: Scope): Tree | undefined {
  const found = relationOfColumn(column, relations);
  const name = found?.relation.use === use ? found.column : mergedName(column, merged);
  return name !== undefined && use.keys.some((key) => key.name === name) ? columnReference([name]) : undefined;
}

function insideOf(column: Tree, relation: Relation, { relations, merged }: Scope): Tree | undefined {
  const found = relationOfColumn(column, relations);
  const name = found?.relation.reference === relation.reference ? found.column : mergedName(column, merged);
  return name === undefined ? undefined : (relation.columns?.get(name) ?? undefined);
}

function mergedName(column: Tree, merged: ReadonlySet<string>): string | undefined {
  const [name = '', ...more] = namesOf(column);
  return more.length === 0 && merged.has(name) ? name : undefined;
}

/** The parts that a condition joins by AND. */
function conjunctsOf(condition: unknown): Tree[] {
  if (!isTree(condition)) return [];
  return condition['type'] === 'CONJUNCTION_AND'
    ? treesOf(condition['children']).flatMap((part) => conjunctsOf(part))
    : [condition];
}

function weakenAll(conditions: readonly Tree[], translate: Translate): Tree[] {
  return conditions
    .map((condition) => weaken(condition, translate))
    .filter((condition): condition is Tree => condition !== undefined);
}

/**
 * A condition that is true wherever the given one is, over translatable columns alone; undefined when that is "always".
 */
function weaken(condition: Tree, translate: Translate): Tree | undefined {
  if (condition['class'] === 'CONJUNCTION') {
    const parts = treesOf(condition['children']).map((child) => weaken(child, translate));
    const known = parts.filter((part): part is Tree => part !== undefined);
    if (condition['type'] === 'CONJUNCTION_OR' && known.length < parts.length) return undefined;
    if (known.length === 0) return undefined;
    return known.length === 1 ? known[0] : { ...condition, children: known };
  }
  const translated = copy(condition);
  return substitute(translated, translate) ? translated : undefined;
}

const PLAIN = new Set(['CONSTANT', 'CAST', 'COMPARISON', 'BETWEEN', 'OPERATOR', 'CONJUNCTION', 'FUNCTION', 'CASE']);

/**
 * Translates every column of an expression in place; false when something in it has no translation or no fixed value.
 */
function substitute(expression: Tree, translate: Translate): boolean {
  if (expression['class'] === 'COLUMN_REF') {
    const target = translate(expression);
    if (target === undefined) return false;
    expression['column_names'] = namesOf(target);
    return true;
  }
  if ('class' in expression && !PLAIN.has(textOf(expression, 'class'))) return false;
  if (expression['class'] === 'FUNCTION' && isVolatile(textOf(expression, 'function_name'))) return false;
  return Object.values(expression).every((member) => {
    if (Array.isArray(member)) return member.every((item) => !isTree(item) || substitute(item, translate));
    return !isTree(member) || substitute(member, translate);
  });
}

/**
 * Whether filtering the output of a query by a plain output column is the same as filtering its input: no LIMIT, no
 * window, no sample, one grouping. In a grouped query a plain output column is a grouping key.
 */
function isPushable(query: Tree): boolean {
  if (query['type'] !== 'SELECT_NODE' || isTree(query['sample']) || isTree(query['qualify'])) return false;
  const modifiers = treesOf(query['modifiers']);
  const harmless = modifiers.every(
    (modifier) =>
      modifier['type'] === 'ORDER_MODIFIER' ||
      (modifier['type'] === 'DISTINCT_MODIFIER' && treesOf(modifier['distinct_on_targets']).length === 0),
  );
  const sets = query['group_sets'];
  if (!harmless || (Array.isArray(sets) && sets.length > 1)) return false;
  let plain = true;
  visit(query['select_list'], (node) => {
    if (node['class'] === 'WINDOW' || textOf(node, 'function_name') === 'unnest') plain = false;
    return plain;
  });
  return plain;
}
