import { NO_FILES } from '../objects/objects.ts';
import { Engine } from './engine.ts';
import { QueryFailure } from './failure.ts';
import { translateError } from './messages.ts';
import { planSelect, type SelectContext, startSelect } from './select.ts';
import { outputName } from './shape.ts';
import { copy, type Tree } from './tree.ts';
import { athenaType } from './values.ts';

/** The columns that a view will have: its query is understood and bound, over no file at all. */
export async function viewColumns(
  sql: string,
  statement: Tree,
  context: SelectContext,
): Promise<{ name: string; type: string }[]> {
  const engine = await Engine.create();
  try {
    const plan = await planSelect(sql, copy(statement), context);
    const scans = plan.uses.map((use) => ({ use, registered: 0, kept: [], files: [] }));
    const result = await startSelect(plan, scans, NO_FILES, engine, context.parser);
    const types = result.columnTypes();
    return result.columnNames().map((given, index) => {
      const name = outputName(given, index);
      if (name === `_col${index}`)
        throw new QueryFailure(
          'COLUMN_NAME_NOT_SPECIFIED',
          `line 1:1: Column name not specified at position ${index + 1}`,
        );
      const type = types[index] === undefined ? undefined : athenaType(types[index]);
      return {
        name,
        type: type?.name === 'decimal' ? `decimal(${type.precision},${type.scale})` : (type?.name ?? 'varchar'),
      };
    });
  } catch (error) {
    throw translateError(error, sql, statement, () => undefined);
  } finally {
    engine.close();
  }
}

/** How Hive names a type of Athena; what Hive has no word for is text there. */
export function hiveType(athena: string): string {
  const names: Readonly<Record<string, string>> = {
    varchar: 'string',
    integer: 'int',
    varbinary: 'binary',
    json: 'string',
  };
  return (
    names[athena] ??
    (/^(?:boolean|tinyint|smallint|bigint|float|double|date|timestamp|decimal\(.*\))$/.test(athena) ? athena : 'string')
  );
}
