import { QueryFailure } from './failure.ts';

/**
 * The three ways in which a text from outside (of a contract, a key, the catalog, a location, a query) becomes part of
 * the SQL that DuckDB runs. Everything else reaches DuckDB as a parameter, through an appender, or as a node of a tree
 * that DuckDB itself writes.
 */

/** A text as a literal: read back, it is that text and nothing else. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  // DuckDB's parser takes NUL for the end of its input.
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' || chr(0) || ')})`;
}

/** A name as an identifier. */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new QueryFailure('NOT_SUPPORTED', 'A name with a NUL character is not supported');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A file as a literal where DuckDB takes a pattern: it matches that file and no other. A backslash has no spelling in a
 * pattern; there any character matches, and the engine's lock keeps every other file out.
 */
export function fileLiteral(path: string): string {
  return literal(patternOf(path));
}

/** The pattern that matches one file. */
export function patternOf(path: string): string {
  if (!/[*?[]/.test(path)) return path;
  return path.replaceAll(/[*?[\\]/g, (char) => (char === '\\' ? '?' : `[${char}]`));
}
