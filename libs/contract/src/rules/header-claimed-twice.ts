import type { Source } from '../model.ts';
import type { Rule } from '../rule.ts';

const SINGLE_BYTE = {
  'iso-8859-1': /[\0-\xff]/,
  'windows-1252':
    /[\0-\x7f\xa0-\xff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]/,
};

/** One header names one column. */
export const headerClaimedTwice: Rule = {
  code: 'SLC2103',
  name: 'header-claimed-twice',
  severity: 'error',
  title: 'Two columns claim one header',
  fault: 'user',
  why:
    'A header in a file names one column by its source, its name or an alias. Claimed by two, it would fill ' +
    'whichever comes first.',
  fix: 'give each header to one column: change x-column.source or x-column.aliases',
  *check({ columns, dataset }) {
    const owners = new Map<string, string>();
    for (const column of columns) {
      const extra = column.schema['x-column'];
      for (const [index, header] of column.headers.entries()) {
        const written =
          index > 0 ? `/x-column/aliases/${index - 1}` : extra.source === undefined ? '' : '/x-column/source';
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
          yield {
            pointer,
            ...part,
            message: `the header "${header}" is claimed by the columns "${owner}" and "${column.name}"`,
          };
        else owners.set(header, column.name);
      }
    }
    for (const column of columns) {
      for (const [index, header] of column.headers.entries()) {
        const why = neverThere(header, dataset.source.encoding);
        if (why === undefined) continue;
        const pointer = `${column.pointer}/x-column/${index > 0 ? `aliases/${index - 1}` : 'source'}`;
        const fix = 'write the header as it stands in the file; one line';
        yield { pointer, message: `the header ${JSON.stringify(header)} ${why}`, fix };
      }
    }
  },
};

/** Why no file can have this header; `undefined` when one can. */
function neverThere(header: string, encoding: Source['encoding']): string | undefined {
  if (/[\r\n\0]/.test(header)) return 'holds a line end or NUL';
  if (header.includes('\ufffd')) return 'holds the replacement character: its bytes were read in another encoding';
  if (header.startsWith('\ufeff')) return 'begins with a byte order mark, which readers drop';
  const beyond =
    encoding === 'utf-8' ? undefined : [...header].find((character) => !SINGLE_BYTE[encoding].test(character));
  return beyond === undefined ? undefined : `holds "${beyond}", which ${encoding} cannot write`;
}
