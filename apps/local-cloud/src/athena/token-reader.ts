import { invalidRequest } from '../service/aws-error.ts';
import { positionOf } from './failure.ts';
import type { SqlToken } from './sql-tokens.ts';

/** Reads a DDL statement token by token. */
export class TokenReader {
  readonly #tokens: readonly SqlToken[];
  readonly #sql: string;
  #at = 0;

  constructor(tokens: readonly SqlToken[], sql: string) {
    this.#tokens = tokens.filter((token) => token.kind !== 'comment');
    this.#sql = sql;
  }

  /** Takes these words or symbols when they come next. */
  accept(...words: readonly string[]): boolean {
    const matches = words.every((word, index) => this.#is(this.#tokens[this.#at + index], word));
    if (matches) this.#at += words.length;
    return matches;
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw this.refuse(words.join(' '));
  }

  /** A name, quoted in any way or not, in lower case. */
  name(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || !['word', 'quoted', 'backtick'].includes(token.kind)) throw this.refuse('<identifier>');
    this.#at += 1;
    return token.text.toLowerCase();
  }

  /** `[database.]table`. */
  qualifiedName(database: string): { readonly database: string; readonly name: string } {
    const first = this.name();
    return this.accept('.') ? { database: first, name: this.name() } : { database, name: first };
  }

  text(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'string') throw this.refuse('<string>');
    this.#at += 1;
    return token.text;
  }

  /** A text, a number or a bare word, as partition values come. */
  value(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'symbol') throw this.refuse('<value>');
    this.#at += 1;
    return token.text;
  }

  /** The source text up to a comma or closing parenthesis of this level, or the word COMMENT: a column's type. */
  type(): string {
    const first = this.#tokens[this.#at];
    let depth = 0;
    let last = first;
    for (let token = first; token !== undefined; token = this.#tokens[this.#at]) {
      if (depth === 0 && (this.#is(token, ',') || this.#is(token, ')') || this.#is(token, 'COMMENT'))) break;
      if (token.text === '<' || token.text === '(') depth += 1;
      if (token.text === '>' || token.text === ')') depth -= 1;
      last = token;
      this.#at += 1;
    }
    if (first === undefined || last === undefined || first === this.#tokens[this.#at]) throw this.refuse('<type>');
    return this.#sql.slice(first.start, last.end).replaceAll(/\s+/g, '').toLowerCase();
  }

  /** A list in parentheses. */
  list<T>(read: () => T): T[] {
    this.expect('(');
    const items = [read()];
    while (this.accept(',')) items.push(read());
    this.expect(')');
    return items;
  }

  /** The source text from here on. */
  rest(): string {
    const token = this.#tokens[this.#at];
    this.#at = this.#tokens.length;
    return token === undefined ? '' : this.#sql.slice(token.start);
  }

  atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  end(): void {
    if (!this.atEnd()) throw this.refuse('<EOF>');
  }

  refuse(expected: string): Error {
    const token = this.#tokens[this.#at];
    const found = token === undefined ? '<EOF>' : this.#sql.slice(token.start, token.end);
    return invalidRequest(
      `${positionOf(this.#sql, token?.start ?? this.#sql.length)}: mismatched input '${found}' expecting ${expected}`,
      'MALFORMED_QUERY',
    );
  }

  #is(token: SqlToken | undefined, word: string): boolean {
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'symbol')) return false;
    return token.text.toUpperCase() === word.toUpperCase();
  }
}
