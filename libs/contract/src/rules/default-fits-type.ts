import { domainOf } from '../domain/domain.ts';
import { isListed, outsideBecause } from '../domain/membership.ts';
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
      const domain = domainOf(column);
      const isAllowed = fill === null || isListed(domain, domain.canonical(fill));
      const why = outsideBecause(domain, fill) ?? (isAllowed ? undefined : 'it is not in enum');
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
