/**
 * MySQL's letters, which Trino takes, and those of strftime. What is not here Trino refuses too, or DuckDB cannot do.
 */
const LETTERS: Readonly<Record<string, string>> = {
  Y: '%Y',
  y: '%y',
  m: '%m',
  c: '%-m',
  d: '%d',
  e: '%-d',
  H: '%H',
  k: '%-H',
  h: '%I',
  I: '%I',
  l: '%-I',
  i: '%M',
  s: '%S',
  S: '%S',
  f: '%f',
  p: '%p',
  a: '%a',
  W: '%A',
  b: '%b',
  M: '%B',
  j: '%j',
  T: '%H:%M:%S',
  r: '%I:%M:%S %p',
  '%': '%%',
};

/** The format of `date_parse` and `date_format` for DuckDB, or undefined when a letter of it has no counterpart. */
export function strftimeFormat(mysql: string): string | undefined {
  let understood = true;
  const format = mysql.replaceAll(/%([\s\S]?)/gu, (_match, letter: string) => {
    const other = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
    if (other === undefined) understood = false;
    return other ?? '';
  });
  return understood ? format : undefined;
}
