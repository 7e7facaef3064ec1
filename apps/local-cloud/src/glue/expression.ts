import { invalidInput } from '../service/aws-error.ts';

/** What GetPartitions may compare: a partition key or a literal. */
export type Operand =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'literal'; readonly text: string; readonly quoted: boolean };

/** A comparison of GetPartitions. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A filter of GetPartitions, as a tree. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | Predicate;

/** A condition on operands. */
export type Predicate =
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Operand[] }
  | { readonly kind: 'like'; readonly operand: Operand; readonly pattern: Operand }
  | { readonly kind: 'null'; readonly operand: Operand };

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
}

const TOKEN =
  /\s+|(?<string>'(?:[^']|'')*')|(?<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?<quoted>"(?:[^"]|"")+"|`[^`]+`)|(?<word>[A-Za-z_][\w$]*)|(?<symbol><>|!=|<=|>=|[=<>(),])/uy;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'LIKE', 'IS', 'NULL']);
/** Deeper nesting than any filter that a person writes, shallower than the stack. */
const MAX_DEPTH = 200;

/** Parses the Expression of GetPartitions: comparisons, BETWEEN, IN, LIKE, IS NULL, AND, OR, NOT and parentheses. */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const isWord = (word: string): boolean => peek().kind === 'word' && peek().text.toUpperCase() === word;
  const accept = (word: string): boolean => {
    if (!(isWord(word) || (peek().kind === 'symbol' && peek().text === word))) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!accept(word)) throw unsupported(text);
  };
  const operand = (): Operand => {
    const token = peek();
    at += 1;
    if (token.kind === 'string' || token.kind === 'number')
      return { kind: 'literal', text: token.text, quoted: token.kind === 'string' };
    if (token.kind !== 'word' || KEYWORDS.has(token.text.toUpperCase())) throw unsupported(text);
    // A typed literal, DATE '2024-01-31', is its text: the key's type decides how it is read.
    const next = peek();
    if (/^(?:date|timestamp)$/i.test(token.text) && next.kind === 'string') {
      at += 1;
      return { kind: 'literal', text: next.text, quoted: true };
    }
    return { kind: 'column', name: token.text.toLowerCase() };
  };
  const predicate = (): Expression => {
    const left = operand();
    if (accept('IS')) {
      const negated = accept('NOT');
      expect('NULL');
      return negate(negated, { kind: 'null', operand: left });
    }
    const negated = accept('NOT');
    if (accept('BETWEEN')) {
      const low = operand();
      expect('AND');
      return negate(negated, { kind: 'between', operand: left, low, high: operand() });
    }
    if (accept('IN')) {
      expect('(');
      const values = [operand()];
      while (accept(',')) values.push(operand());
      expect(')');
      return negate(negated, { kind: 'in', operand: left, values });
    }
    if (accept('LIKE')) return negate(negated, { kind: 'like', operand: left, pattern: operand() });
    const symbol = peek();
    if (negated || symbol.kind !== 'symbol' || !/^(?:=|<>|!=|<|<=|>|>=)$/.test(symbol.text)) throw unsupported(text);
    at += 1;
    const operator = (symbol.text === '!=' ? '<>' : symbol.text) as Comparison;
    return { kind: 'compare', operator, left, right: operand() };
  };
  const unary = (depth: number): Expression => {
    if (depth > MAX_DEPTH) throw unsupported(text);
    if (accept('NOT')) return { kind: 'not', operand: unary(depth + 1) };
    if (accept('(')) {
      const inner = disjunction(depth + 1);
      expect(')');
      return inner;
    }
    return predicate();
  };
  const conjunction = (depth: number): Expression => {
    let left = unary(depth);
    while (accept('AND')) left = { kind: 'and', left, right: unary(depth) };
    return left;
  };
  const disjunction = (depth: number): Expression => {
    let left = conjunction(depth);
    while (accept('OR')) left = { kind: 'or', left, right: conjunction(depth) };
    return left;
  };
  const result = disjunction(0);
  if (peek().kind !== 'end') throw unsupported(text);
  return result;
}

/** The refusal of an expression that is not of the grammar. */
export function unsupported(text: string): Error {
  return invalidInput(`Unsupported expression '${text}'`);
}

function negate(negated: boolean, operand: Expression): Expression {
  return negated ? { kind: 'not', operand } : operand;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw unsupported(text);
    const { string, number, quoted, word, symbol } = match.groups ?? {};
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (quoted !== undefined) tokens.push({ kind: 'word', text: quoted.slice(1, -1).replaceAll('""', '"') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}
