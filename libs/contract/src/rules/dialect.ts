import type { Rule } from '../rule.ts';

/** The marks of a CSV dialect can be told apart, and the suffix says what the compression says. */
export const dialect: Rule = {
  code: 'SLC2113',
  name: 'dialect',
  severity: 'error',
  title: 'A CSV dialect that cannot be read',
  fault: 'user',
  why:
    'Delimiter, quote and escape are single ASCII characters that never occur in what they separate; two that ' +
    'are equal, or a letter, make every file ambiguous.',
  fix: 'use marks such as , ; | or a tab to delimit, and " to quote',
  *check({ dataset: { source } }) {
    const at = '/x-dataset/source/dialect';
    for (const part of ['delimiter', 'quote', 'escape'] as const) {
      const mark = source[part];
      if (part === 'escape' && mark === source.quote) continue;
      const isBlank = part !== 'delimiter' && /\s/.test(mark);
      const isRefused = part === 'delimiter' && mark === '\\';
      if (isBlank || isRefused)
        yield {
          pointer: `${at}/${part}`,
          message: isBlank
            ? `${part} ${JSON.stringify(mark)} is white space, which readers skip beside quotes`
            : 'the backslash cannot delimit: Spark takes it for the begin of an escape',
        };
      else if (!/^[\t\x20-\x7e]$/.test(mark) || /[A-Za-z0-9]/.test(mark))
        yield {
          pointer: `${at}/${part}`,
          message:
            `${part} ${JSON.stringify(mark)} is no mark: it must be printable ASCII or a tab, and no ` +
            'letter or digit',
        };
    }
    if (source.delimiter === source.quote)
      yield { pointer: `${at}/quote`, message: `delimiter and quote are both ${JSON.stringify(source.quote)}` };
    else if (source.delimiter === source.escape)
      yield { pointer: `${at}/escape`, message: `delimiter and escape are both ${JSON.stringify(source.escape)}` };
    if (/[+\-.]/.test(source.delimiter))
      yield {
        pointer: `${at}/delimiter`,
        message: `delimiter ${JSON.stringify(source.delimiter)} occurs in numbers and dates`,
      };
    if (source.decimalComma && source.delimiter === ',') {
      const fix = 'use another delimiter, or remove decimalComma';
      yield {
        pointer: `${at}/decimalComma`,
        severity: 'warning',
        message: 'delimiter and decimal mark are both a comma: every number with decimals must be quoted',
        fix,
      };
    }
    const isGzip = /\.gz$/i.test(source.suffix);
    if (isGzip && source.compression === 'none')
      yield {
        pointer: '/x-dataset/source/suffix',
        message: `the suffix "${source.suffix}" says gzip, but compression is "none"`,
        fix: 'set compression to "gzip", or change the suffix',
      };
    if (!isGzip && source.compression === 'gzip')
      yield {
        pointer: '/x-dataset/source/suffix',
        severity: 'warning',
        message: `compression is "gzip", but the suffix "${source.suffix}" does not end in .gz`,
        fix: 'name the files .csv.gz, so that people and tools see it',
      };
  },
};
