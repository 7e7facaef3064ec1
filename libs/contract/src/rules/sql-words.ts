/**
 * The words of a SQL text, in lower case: identifiers (with or without quotes), numbers and single marks; literals and
 * comments are left out. `undefined` when a quote or comment is not closed. Linear in the length of the text.
 */
export function sqlWords(sql: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = 0; at < sql.length; ) {
    const mark = sql.charAt(at);
    const two = sql.slice(at, at + 2);
    if (two === '--') {
      const end = sql.indexOf('\n', at);
      at = end === -1 ? sql.length : end + 1;
    } else if (two === '/*') {
      const end = sql.indexOf('*/', at + 2);
      if (end === -1) return undefined;
      at = end + 2;
    } else if (mark === "'" || mark === '"' || mark === '`') {
      const end = closing(sql, at, mark);
      if (end === -1) return undefined;
      if (mark !== "'") words.push(sql.slice(at + 1, end).toLowerCase());
      at = end + 1;
    } else if (/[A-Za-z0-9_$]/.test(mark)) {
      let end = at + 1;
      while (end < sql.length && /[A-Za-z0-9_$]/.test(sql.charAt(end))) end += 1;
      words.push(sql.slice(at, end).toLowerCase());
      at = end;
    } else {
      if (!/\s/.test(mark)) words.push(mark);
      at += 1;
    }
  }
  return words;
}

// A doubled quote is one quote of the text.
function closing(sql: string, from: number, quote: string): number {
  let at = sql.indexOf(quote, from + 1);
  while (at !== -1 && sql.charAt(at + 1) === quote) at = sql.indexOf(quote, at + 2);
  return at;
}
