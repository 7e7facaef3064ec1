import { positionOf, QueryFailure } from './failure.ts';
import { type Bindings, HIDDEN_COLUMNS, namesOf, relationsOf } from './scope.ts';
import { isTree, offsetOf, type Tree, textOf, treesOf, visit } from './tree.ts';

const UNNAMED = 'sluice_unnamed_';

/** Gives every nameless output column a name that `outputName` knows again. */
export function nameOutputs(statement: Tree): void {
  let count = 0;
  visit(statement, (node) => {
    if (node['type'] !== 'SELECT_NODE') return undefined;
    for (const item of treesOf(node['select_list'])) {
      if (item['class'] === 'STAR' || item['class'] === 'COLUMN_REF' || textOf(item, 'alias') !== '') continue;
      if (textOf(item, 'function_name') === 'unnest') continue;
      item['alias'] = `${UNNAMED}${count}`;
      count += 1;
    }
    return undefined;
  });
}

/** The name that Athena gives an output column: lower case, `_col2` for the third when it has none. */
export function outputName(name: string, index: number): string {
  return name.startsWith(UNNAMED) ? `_col${index}` : name.toLowerCase();
}

/** Keeps `"$path"` and its like out of stars: they are there for who names them only. */
export function hideColumns(statement: Tree, bindings: Bindings, sql: string): void {
  let last: Tree = statement;
  visit(statement, (node) => {
    if (node['ref_type'] === 'NATURAL') {
      // Hidden columns would be common columns, and be joined by.
      throw new QueryFailure('NOT_SUPPORTED', `${positionOf(sql, offsetOf(last))}: NATURAL JOIN is not supported`);
    }
    last = node;
    if (node['type'] !== 'SELECT_NODE') return undefined;
    const relations = relationsOf(node['from_table'], bindings);
    visit(node['select_list'], (item) => {
      if (item['class'] === 'SUBQUERY') return false;
      if (item['class'] !== 'STAR') return undefined;
      const wanted = textOf(item, 'relation_name').toLowerCase();
      const scans = relations.filter(
        (relation) => relation.use !== undefined && (wanted === '' || relation.alias === wanted),
      );
      if (scans.some((relation) => relation.use?.partitionsOnly === false)) item['exclude_list'] = [...HIDDEN_COLUMNS];
      return undefined;
    });
    return undefined;
  });
}

/** The first column reference of a name, for the place in a message. */
export function findColumn(statement: Tree, name: string): Tree | undefined {
  let found: Tree | undefined;
  visit(statement, (node) => {
    if (
      found === undefined &&
      node['class'] === 'COLUMN_REF' &&
      isTree(node) &&
      namesOf(node).at(-1) === name.toLowerCase()
    )
      found = node;
    return found === undefined;
  });
  return found;
}
