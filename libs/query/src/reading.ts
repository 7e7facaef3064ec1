/** What statements of Athena that change something, or may, begin with. What EXECUTE runs may be anything. */
const CHANGES: ReadonlySet<string> = new Set([
  ...['ALTER', 'CALL', 'CREATE', 'DEALLOCATE', 'DELETE', 'DROP', 'EXECUTE', 'GRANT', 'INSERT', 'MERGE', 'MSCK'],
  ...['OPTIMIZE', 'PREPARE', 'REVOKE', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'VACUUM'],
]);

/** Blanks, brackets and comments before the first word. */
const BEFORE = /^(?:[\s(]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
const ANALYZED = /^EXPLAIN\s+ANALYZE\s+(?:VERBOSE\s+)?/i;

/**
 * The word by which a statement would change a lake; undefined when it only reads. What is no statement at all passes:
 * Athena's answer tells its line and column.
 */
export function changingWord(sql: string): string | undefined {
  const word = firstWord(sql);
  return CHANGES.has(word) ? word : undefined;
}

/**
 * The first word of a statement, in capitals; of EXPLAIN ANALYZE, which runs what follows it, the first word of that.
 */
function firstWord(sql: string): string {
  const text = sql.replace(BEFORE, '');
  const analyzed = ANALYZED.exec(text)?.[0];
  return analyzed === undefined
    ? (/^[A-Za-z]+/.exec(text)?.[0] ?? '').toUpperCase()
    : firstWord(text.slice(analyzed.length));
}
