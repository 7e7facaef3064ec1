import { positionOf, QueryFailure } from './failure.ts';
import { type Bindings, type Relation, relationOfColumn, relationsOf } from './scope.ts';
import { isTree, offsetOf, type Tree, textOf, treesOf, visit } from './tree.ts';

interface Kind {
  readonly family: 'text' | 'number' | 'date' | 'timestamp' | 'boolean';
  readonly name: string;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

/**
 * Refuses comparisons that DuckDB would make true by converting and Athena refuses, such as `month = 7` where `month`
 * is text: a query that works here only would fail, or be meant differently, on AWS. It looks at columns, literals and
 * casts; what it cannot tell it lets through.
 */
export function checkComparisons(statement: Tree, bindings: Bindings, sql: string): void {
  visit(statement, (node) => {
    if (node['type'] === 'SELECT_NODE') checkSelect(node);
    return undefined;
  });

  function checkSelect(select: Tree): void {
    const relations = relationsOf(select['from_table'], bindings);
    for (const clause of ['where_clause', 'select_list', 'having', 'from_table']) {
      visit(select[clause], (node) => {
        if (node['type'] === 'SELECT_NODE') return false;
        if (node['class'] === 'COMPARISON')
          check(node, node['left'], node['right'], SYMBOLS[textOf(node, 'type')] ?? '=', relations);
        if (node['class'] === 'BETWEEN') {
          check(node, node['input'], node['lower'], '>=', relations);
          check(node, node['input'], node['upper'], '<=', relations);
        }
        if (node['type'] === 'COMPARE_IN' || node['type'] === 'COMPARE_NOT_IN') {
          const [value, ...list] = treesOf(node['children']);
          for (const item of list) check(node, value, item, '=', relations);
        }
        return undefined;
      });
    }
  }

  function check(node: Tree, left: unknown, right: unknown, symbol: string, relations: readonly Relation[]): void {
    const a = kindOf(left, relations);
    const b = kindOf(right, relations);
    if (a === undefined || b === undefined || a.family === b.family) return;
    if (new Set([a.family, b.family]).has('date') && new Set([a.family, b.family]).has('timestamp')) return;
    throw new QueryFailure(
      'TYPE_MISMATCH',
      `${positionOf(sql, offsetOf(node))}: Cannot apply operator: ${a.name} ${symbol} ${b.name}`,
    );
  }
}

function kindOf(expression: unknown, relations: readonly Relation[]): Kind | undefined {
  if (!isTree(expression)) return undefined;
  if (expression['class'] === 'CONSTANT' && isTree(expression['value'])) {
    const { type, value, is_null } = expression['value'];
    if (is_null === true || !isTree(type)) return undefined;
    const kind = familyOf(textOf(type, 'id'));
    return kind?.family === 'text' && typeof value === 'string'
      ? { family: 'text', name: `varchar(${value.length})` }
      : kind;
  }
  if (expression['class'] === 'CAST' && isTree(expression['cast_type']))
    return familyOf(textOf(expression['cast_type'], 'id'));
  if (expression['class'] !== 'COLUMN_REF') return undefined;
  const found = relationOfColumn(expression, relations);
  const use = found?.relation.use;
  const column = [...(use?.columns ?? []), ...(use?.keys ?? [])].find((candidate) => candidate.name === found?.column);
  const kind = column === undefined ? undefined : familyOf(column.duckdb);
  return column === undefined || kind === undefined ? undefined : { ...kind, name: column.athena };
}

function familyOf(type: string): Kind | undefined {
  const base = type.replace(/\(.*$/, '').trim();
  if (base === 'VARCHAR') return { family: 'text', name: 'varchar' };
  if (['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'FLOAT', 'DOUBLE'].includes(base))
    return { family: 'number', name: base.toLowerCase() };
  if (base === 'DECIMAL') return { family: 'number', name: 'decimal' };
  if (base === 'DATE') return { family: 'date', name: 'date' };
  if (base === 'TIMESTAMP') return { family: 'timestamp', name: 'timestamp' };
  if (base === 'BOOLEAN') return { family: 'boolean', name: 'boolean' };
  return undefined;
}
