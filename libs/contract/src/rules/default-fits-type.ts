import { canonicalValue } from '../domain/canonical.ts';
import { brokenRule } from '../domain/value-rules.ts';
import type { Rule } from '../rule.ts';

/** A default is a value that the column itself would accept, and can be used. */
export const defaultFitsType: Rule = {
  code: 'SLC2106',
  name: 'default-fits-type',
  severity: 'error',
  title: 'A default that its own column refuses',
  fault: 'user',
  why:
    'The default fills the whole column of a file that does not have it; a bad one would reject every row ' +
    'of that file.',
  fix: 'write a default that the column accepts, or remove it',
  *check({ columns, dataset }) {
    for (const column of columns) {
      const fill = column.schema.default;
      if (fill === undefined) continue;
      const pointer = `${column.pointer}/default`;
      const why = brokenRule(column, fill) ?? (isAllowed(column, fill) ? undefined : 'it is not in enum');
      if (why !== undefined)
        yield {
          pointer,
          message: `the default ${JSON.stringify(fill)} of the column "${column.name}" cannot be used: ${why}`,
        };
      else if (dataset.drift.missing_column !== 'default') {
        const fix = 'set drift.missingColumn to "default", or remove the default: it never fills a null cell';
        yield {
          pointer,
          severity: 'warning',
          message:
            `the default of the column "${column.name}" is never used: drift.missingColumn is ` +
            `"${dataset.drift.missing_column}"`,
          fix,
        };
      }
    }
  },
};

function isAllowed(column: Parameters<typeof canonicalValue>[0], fill: Parameters<typeof canonicalValue>[1]): boolean {
  const values = column.schema.const === undefined ? column.schema.enum : [column.schema.const];
  if (values === undefined || fill === null) return true;
  const text = canonicalValue(column, fill);
  return values.some((value) => canonicalValue(column, value) === text);
}
