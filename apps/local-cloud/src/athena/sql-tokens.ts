import { invalidRequest } from '../service/aws-error.ts';
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

const HIVE_TOKEN = new RegExp(TOKEN.source.replace("'(?:[^']|'')*'", "'(?:[^'\\\\]|''|\\\\[\\s\\S])*'"), 'uy');

/**
 * Whose rules a text follows: Athena reads queries as Trino does and DDL as Hive does, where a backslash in a string
 * escapes.
 */
export type Dialect = 'trino' | 'hive';

/** Cuts SQL into tokens. A quote or comment that never ends is refused. */
export function tokenizeSql(sql: string, dialect: Dialect = 'trino'): SqlToken[] {
  const tokens: SqlToken[] = [];
  const pattern = dialect === 'hive' ? HIVE_TOKEN : TOKEN;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < sql.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(sql)?.groups ?? {};
    const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) ?? ['symbol', ''];
    const end = pattern.lastIndex;
    if (kind === 'space') continue;
    if (kind === 'symbol' && ['"', "'", '`'].includes(text))
      throw invalidRequest(`${positionOf(sql, start)}: mismatched input '${text}'`, 'MALFORMED_QUERY');
    const bare = { string: "'", quoted: '"', backtick: '`' }[kind];
    const hiveString = dialect === 'hive' && kind === 'string';
    const content =
      bare === undefined
        ? text
        : hiveString
          ? unescapeHive(text.slice(1, -1))
          : text.slice(1, -1).replaceAll(bare + bare, bare);
    tokens.push({ kind: kind as SqlToken['kind'], text: content, start, end });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  0: '\0',
  Z: '\u001a',
  '%': '\\%',
  _: '\\_',
};

/**
 * Hive's escapes; a backslash before anything else stands for that alone. A doubled quote is a quote here, though Hive
 * would drop it.
 */
function unescapeHive(text: string): string {
  return text.replaceAll(
    /''|\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/gu,
    (_match, code: string | undefined, char: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return char === undefined ? "'" : (ESCAPES[char] ?? char);
    },
  );
}

const FOREIGN = new Set(['::', '//', '**', '$$', '==', '{', '}', '#', '@', '^', '~', '&', ':', '$', '\\']);

/** Refuses what DuckDB's parser would take and Trino's does not: its own operators, literals and short forms. */
export function checkTokens(tokens: readonly SqlToken[], sql: string): void {
  const refuse = (token: SqlToken, why: string): never => {
    throw invalidRequest(`${positionOf(sql, token.start)}: ${why}`, 'MALFORMED_QUERY');
  };
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.kind === 'backtick')
      refuse(token, 'backquoted identifiers are not supported; use double quotes to quote identifiers');
    if (token.kind === 'symbol' && FOREIGN.has(token.text)) refuse(token, `mismatched input '${token.text}'`);
    if (token.kind === 'symbol' && token.text === ';') refuse(token, "mismatched input ';'. Expecting: <EOF>");
    if (token.kind === 'number' && next?.kind === 'word' && next.start === token.end)
      refuse(next, `mismatched input '${next.text}'`);
    const prefix = token.kind === 'word' && next?.kind === 'string' && next.start === token.end;
    if (prefix && /^(?:x|b|e|u|n)$/i.test(token.text))
      refuse(token, `Literals of the form ${token.text}'…' are not supported`);
  });
}
