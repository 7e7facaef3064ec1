import type { Rule } from '../rule.ts';

/** One header names one column. */
export const headerClaimedTwice: Rule = {
  code: 'SLC2103',
  name: 'header-claimed-twice',
  severity: 'error',
  title: 'Two columns claim one header',
  fault: 'user',
  why: 'A header in a file names one column by its source, its name or an alias. Claimed by two, it would fill whichever comes first.',
  fix: 'give each header to one column: change x-column.source or x-column.aliases',
  *check({ columns }) {
    const owners = new Map<string, string>();
    for (const column of columns) {
      const extra = column.schema['x-column'];
      for (const [index, header] of column.headers.entries()) {
        const written = index > 0 ? `/x-column/aliases/${index - 1}` : extra.source === undefined ? '' : '/x-column/source';
        const pointer = column.pointer + written;
        const part = written === '' ? ({ part: 'key' } as const) : {};
        const owner = owners.get(header);
        if (owner === column.name)
          yield {
            pointer,
            ...part,
            message: `the header "${header}" stands twice in the column "${column.name}"`,
            fix: 'remove it once: source (or the name) counts already',
          };
        else if (owner !== undefined)
          yield { pointer, ...part, message: `the header "${header}" is claimed by the columns "${owner}" and "${column.name}"` };
        else owners.set(header, column.name);
      }
    }
    for (const column of columns) {
      for (const [index, header] of column.headers.entries()) {
        if (!/[\r\n\0]/.test(header)) continue;
        const pointer = `${column.pointer}/x-column/${index > 0 ? `aliases/${index - 1}` : 'source'}`;
        yield {
          pointer,
          message: `the header ${JSON.stringify(header)} holds a line end or NUL`,
          fix: 'write the header as it stands in the file; one line',
        };
      }
    }
  },
};
