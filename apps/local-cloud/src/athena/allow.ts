import { strftimeFormat } from './date-formats.ts';
import { positionOf, QueryFailure } from './failure.ts';
import { duckdbFunction } from './functions.ts';
import { copy, isTree, offsetOf, type Tree, textOf, treesOf, visit } from './tree.ts';

const EXPRESSIONS = new Set(
  (
    'COLUMN_REF CONSTANT CAST COMPARISON BETWEEN OPERATOR CONJUNCTION FUNCTION CASE STAR SUBQUERY WINDOW LAMBDA ' +
    'LAMBDA_REF COLLATE DEFAULT'
  ).split(' '),
);
const REFERENCES = new Set('BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY'.split(' '));
const QUERIES = new Set('SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE'.split(' '));
const TYPES = new Set(
  (
    'BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT FLOAT DOUBLE DECIMAL VARCHAR CHAR BLOB DATE TIME TIMESTAMP ' +
    'INTERVAL LIST STRUCT MAP JSON UNBOUND SQLNULL NULL INTEGER_LITERAL STRING_LITERAL'
  ).split(' '),
);

/**
 * Lets through a SELECT that is made of what Athena and DuckDB have in common, and nothing else: a node that is not on
 * the lists is refused, so a new power of DuckDB's parser is shut out until somebody thinks about it. Function names
 * become DuckDB's on the way.
 */
export function allowOnly(statement: Tree, sql: string): void {
  const at = (node: Tree): string => positionOf(sql, offsetOf(node));
  const refuse = (node: Tree, what: string): never => {
    throw new QueryFailure('NOT_SUPPORTED', `${at(node)}: ${what} is not supported`);
  };
  // Rewriting while walking would lead the walk into what it has just written.
  const later: (() => void)[] = [];
  visit(statement, (node) => {
    const kind = textOf(node, 'class');
    const type = textOf(node, 'type');
    if (kind !== '') checkExpression(node, kind);
    else if (type.endsWith('_NODE')) {
      if (!QUERIES.has(type)) refuse(node, type);
      if (isTree(node['qualify'])) refuse(node, 'QUALIFY');
      if (node['aggregate_handling'] === 'FORCE_AGGREGATES') refuse(node, 'GROUP BY ALL');
      if (textOf(node, 'setop_type').endsWith('BY_NAME')) refuse(node, 'UNION BY NAME');
      for (const modifier of treesOf(node['modifiers'])) {
        if (treesOf(modifier['distinct_on_targets']).length > 0) refuse(node, 'DISTINCT ON');
        if (textOf(modifier, 'type') === 'LIMIT_PERCENT_MODIFIER') refuse(node, 'LIMIT with a percentage');
      }
    } else if ('sample' in node && 'query_location' in node) checkReference(node, type);
    return undefined;
  });
  // Inner ones first: outer ones copy what they hold.
  for (const rewrite of later.reverse()) rewrite();

  function checkExpression(node: Tree, kind: string): void {
    if (!EXPRESSIONS.has(kind)) refuse(node, kind.toLowerCase().replaceAll('_', ' '));
    if (kind === 'FUNCTION' || kind === 'WINDOW') renameFunction(node);
    if (kind === 'CAST') checkType(node, node['cast_type']);
    if (kind === 'CONSTANT' && isTree(node['value'])) {
      checkType(node, node['value']['type']);
      if (isTree(node['value']['type']) && node['value']['type']['id'] === 'DOUBLE') later.push(() => keepDouble(node));
    }
    if (kind === 'STAR') {
      const extras = ['exclude_list', 'replace_list', 'rename_list', 'qualified_exclude_list'];
      if (node['columns'] === true || isTree(node['expr']) || extras.some((list) => lengthOf(node[list]) > 0))
        refuse(node, 'A star with options');
    }
  }

  function renameFunction(node: Tree): void {
    const name = textOf(node, 'function_name');
    const schema = textOf(node, 'schema');
    const renamed = schema === '' || schema === 'main' ? duckdbFunction(name, node['is_operator'] === true) : undefined;
    if (renamed === undefined || textOf(node, 'catalog') !== '') {
      throw new QueryFailure('FUNCTION_NOT_FOUND', `${at(node)}: Function '${name.toLowerCase()}' not registered`);
    }
    node['function_name'] = renamed;
    if (renamed === 'strptime' || renamed === 'strftime') translateFormat(node);
    if (name === '/' || name === '%') later.push(() => guardDivisor(node));
    if (renamed !== name.toLowerCase()) Object.assign(node, { is_operator: false, schema: '' });
  }

  function translateFormat(node: Tree): void {
    const value = treesOf(node['children'])[1]?.['value'];
    const format = isTree(value) && typeof value['value'] === 'string' ? strftimeFormat(value['value']) : undefined;
    if (!isTree(value) || format === undefined)
      refuse(node, 'A date format that is no literal, or has a letter of its own,');
    else value['value'] = format;
  }

  function checkType(node: Tree, type: unknown): void {
    if (!isTree(type)) return;
    visit(type, (inner) => {
      const id = textOf(inner, 'id');
      if (id !== '' && !TYPES.has(id.replace(/ WITH.*| .*$/, '')))
        throw new QueryFailure('TYPE_NOT_FOUND', `${at(node)}: Unknown type: ${id.toLowerCase()}`);
      return undefined;
    });
  }

  function checkReference(node: Tree, type: string): void {
    if (!REFERENCES.has(type)) refuse(node, type.toLowerCase().replaceAll('_', ' '));
    if (isTree(node['sample'])) refuse(node, 'TABLESAMPLE');
    if (isTree(node['at_clause'])) refuse(node, 'Time travel');
    if (type === 'JOIN' && !['REGULAR', 'CROSS', 'NATURAL', 'DEPENDENT'].includes(textOf(node, 'ref_type')))
      refuse(node, 'This kind of join');
    if (type === 'JOIN' && !['INNER', 'LEFT', 'RIGHT', 'OUTER', 'FULL'].includes(textOf(node, 'join_type')))
      refuse(node, 'This kind of join');
    if (type !== 'TABLE_FUNCTION') return;
    const call = isTree(node['function']) ? node['function'] : {};
    if (textOf(call, 'function_name').toLowerCase() !== 'unnest') {
      throw new QueryFailure(
        'FUNCTION_NOT_FOUND',
        `${at(node)}: Table function '${textOf(call, 'function_name').toLowerCase()}' not registered`,
      );
    }
  }
}

function guardDivisor(node: Tree): void {
  const [dividend, divisor] = treesOf(node['children']);
  if (dividend === undefined || divisor === undefined) return;
  const guarded = { ...copy(node), function_name: 'sluice_divisor', is_operator: false, children: [divisor] };
  node['children'] = [dividend, guarded];
}

/** Written as SQL again, 1e10 would become a decimal: the cast keeps it a double. */
function keepDouble(node: Tree): void {
  const alias = textOf(node, 'alias');
  const child: Tree = { ...node, alias: '' };
  const { query_location } = node;
  for (const member of Object.keys(node)) delete node[member];
  const cast_type = { id: 'DOUBLE', type_info: null };
  Object.assign(node, {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias,
    query_location,
    child,
    cast_type,
    try_cast: false,
  });
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
