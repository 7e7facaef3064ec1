import { parseFormat } from '../formats/temporal.ts';
import type { Rule } from '../rule.ts';

/** `x-column.format` can be read, and stands where it acts. */
export const temporalFormat: Rule = {
  code: 'SLC2115',
  name: 'temporal-format',
  severity: 'error',
  title: 'A date or time format that cannot be read',
  fault: 'user',
  why:
    'Formats are fixed-width tokens (yyyy MM dd HH mm ss SSS), each at most once, so that JavaScript and Java ' +
    'read the same instant from the same text.',
  fix: 'write a format such as dd/MM/yyyy or yyyy-MM-dd HH:mm:ss',
  *check({ columns }) {
    for (const { name, pointer, format, type } of columns) {
      if (format === null || type === undefined) continue;
      const at = `${pointer}/x-column/format`;
      if (type.kind !== 'date' && type.kind !== 'timestamp')
        yield {
          pointer: at,
          message: `the column "${name}" has a format, but is no date or timestamp`,
          fix: 'remove format',
        };
      else if (!(format === 'iso' && type.kind === 'timestamp')) {
        const problem = parseFormat(format, type.kind);
        if (typeof problem === 'string')
          yield { pointer: at, message: `the format "${format}" of the column "${name}" cannot be read: ${problem}` };
      }
    }
  },
};
