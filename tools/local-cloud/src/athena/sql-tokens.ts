import { invalidRequest } from '../aws-error.ts';
import { positionOf } from './failure.ts';

/** A piece of SQL text. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'backtick' | 'string' | 'number' | 'symbol' | 'comment';
  /** As written; without its quotes for `quoted`, `backtick` and `string`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /(?<space>\s+)|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<backtick>`(?:[^`]|``)*`)|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<symbol>::|\/\/|\*\*|\$\$|==|<>|!=|<=|>=|\|\||->|=>|[\s\S])/uy;

/** Cuts SQL into tokens. A quote or comment that never ends is refused. */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(sql)?.groups ?? {};
    const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) ?? ['symbol', ''];
    const end = TOKEN.lastIndex;
    if (kind === 'space') continue;
    if (kind === 'symbol' && ['"', "'", '`'].includes(text))
      throw invalidRequest(`${positionOf(sql, start)}: mismatched input '${text}'`, 'MALFORMED_QUERY');
    const bare = { string: "'", quoted: '"', backtick: '`' }[kind];
    const content = bare === undefined ? text : text.slice(1, -1).replaceAll(bare + bare, bare);
    tokens.push({ kind: kind as SqlToken['kind'], text: content, start, end });
  }
  return tokens;
}

const FOREIGN = new Set(['::', '//', '**', '$$', '==', '{', '}', '#', '@', '^', '~', '&', ':', '$', '\\']);

/** Refuses what DuckDB's parser would take and Trino's does not: its own operators, literals and short forms. */
export function checkTokens(tokens: readonly SqlToken[], sql: string): void {
  const refuse = (token: SqlToken, why: string): never => {
    throw invalidRequest(`${positionOf(sql, token.start)}: ${why}`, 'MALFORMED_QUERY');
  };
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.kind === 'backtick') refuse(token, 'backquoted identifiers are not supported; use double quotes to quote identifiers');
    if (token.kind === 'symbol' && FOREIGN.has(token.text)) refuse(token, `mismatched input '${token.text}'`);
    if (token.kind === 'symbol' && token.text === ';') refuse(token, "mismatched input ';'. Expecting: <EOF>");
    const prefix = token.kind === 'word' && next?.kind === 'string' && next.start === token.end;
    if (prefix && /^(?:x|b|e|u|n)$/i.test(token.text)) refuse(token, `Literals of the form ${token.text}'…' are not supported`);
  });
}
