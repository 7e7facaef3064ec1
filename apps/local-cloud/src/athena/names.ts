import { positionOf, QueryFailure } from './failure.ts';
import { type Bindings, namesOf, type Relation, relationsOf } from './scope.ts';
import { isTree, offsetOf, type Tree, textOf, treesOf, visit } from './tree.ts';

/**
 * Refuses names that DuckDB finds and Athena does not: an output alias in WHERE, GROUP BY, HAVING or another output
 * column, and a table's name as the row as a whole. A query that leans on them works here only. Where the columns of a
 * relation are not known, names pass.
 */
export function checkNames(statement: Tree, bindings: Bindings, sql: string): void {
  checkBelow(statement, []);

  function checkBelow(value: unknown, outer: readonly Relation[]): void {
    visit(value, (node) => {
      if (node['type'] !== 'SELECT_NODE') return undefined;
      checkSelect(node, outer);
      return false;
    });
  }

  function checkSelect(select: Tree, outer: readonly Relation[]): void {
    const relations = relationsOf(select['from_table'], bindings);
    const aliases = new Set(treesOf(select['select_list']).map((item) => textOf(item, 'alias').toLowerCase()));
    const known = [...relations, ...outer];
    for (const clause of ['select_list', 'where_clause', 'group_expressions', 'having', 'from_table']) {
      visit(select[clause], (node) => {
        if (node['type'] === 'SELECT_NODE') {
          // A subquery of an expression sees the columns around it.
          checkSelect(node, known);
          return false;
        }
        // The parameters of a lambda are names of their own.
        if (node['class'] === 'LAMBDA') return false;
        if (node['class'] === 'COLUMN_REF') check(node, aliases, known);
        return undefined;
      });
    }
    checkBelow(select['modifiers'], known);
    const ctes = select['cte_map'];
    if (isTree(ctes)) checkBelow(ctes, []);
  }

  function check(reference: Tree, aliases: ReadonlySet<string>, relations: readonly Relation[]): void {
    const [name = '', ...more] = namesOf(reference);
    if (more.length > 0 || relations.some((relation) => relation.columns?.has(name) ?? true)) return;
    if (!aliases.has(name) && !relations.some((relation) => relation.alias === name)) return;
    throw new QueryFailure(
      'COLUMN_NOT_FOUND',
      `${positionOf(sql, offsetOf(reference))}: Column '${name}' cannot be resolved or requester is not authorized ` +
        'to access requested resources',
    );
  }
}
