import type { ErrorCode } from '@sluice/protocol';
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Finding } from './finding.ts';

/** A JSON value as it was read. Objects have no prototype and no hostile keys. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Where a JSON pointer lies in a text. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed JSON text that still knows where everything stands. */
export interface SourceText {
  readonly file: string;
  readonly value: JsonValue;
  /** Position of the value at a pointer, or of the nearest ancestor that exists; with `key`, of its property name. */
  at(pointer: string, part?: 'value' | 'key'): Position;
}

/** Deeper nesting than this is no contract but an attack on a recursive reader. */
const MAX_DEPTH = 64;

/** More entries than this in one list or object is no contract: the checks that compare entries would never end. */
const MAX_ENTRIES = 2000;

// A hostile text can be wrong in a hundred thousand places; nobody reads more than these.
const MAX_FINDINGS = 100;

// An own key of this name is lost or, worse, taken as the prototype by half of the tools that read JSON.
const HOSTILE = new Set(['__proto__']);

/** Escapes one step of a JSON pointer. */
export function pointerStep(step: string | number): string {
  return '/' + String(step).replace(/~/g, '~0').replace(/\//g, '~1');
}

/** Builds a JSON pointer. */
export function pointer(...steps: readonly (string | number)[]): string {
  return steps.map(pointerStep).join('');
}

/** Outcome of {@link parseSource}. */
export type ParsedSource =
  | { readonly source: SourceText; readonly findings: readonly [] }
  | { readonly source: undefined; readonly findings: readonly Finding[] };

/**
 * Parses strict JSON: no comments, no trailing commas, no duplicate or hostile keys, no number that a float cannot
 * hold.
 */
export function parseSource(file: string, text: string, code: ErrorCode): ParsedSource {
  const lines = lineStarts(text);
  const finding = (offset: number, message: string, at = ''): Finding => ({
    code: code.code,
    severity: 'error',
    message,
    fix: code.fix,
    file,
    pointer: at,
    ...positionOf(lines, offset),
  });
  if (text.startsWith('\ufeff')) {
    const fix = 'save the file as UTF-8 without a byte order mark';
    return { source: undefined, findings: [{ ...finding(0, 'a byte order mark stands before the text'), fix }] };
  }
  const deep = tooDeep(text);
  if (deep !== undefined)
    return { source: undefined, findings: [finding(deep, `more than ${MAX_DEPTH} levels of nesting`)] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (errors.length > 0 || root === undefined) {
    const first = errors[0];
    const message = first === undefined ? undefined : PARSE_MESSAGES[printParseErrorCode(first.error)];
    return { source: undefined, findings: [finding(first?.offset ?? 0, message ?? 'a value is expected here')] };
  }
  const nodes = new Map<string, { value: Node; key: Node | undefined }>();
  const findings: Finding[] = [];
  const value = build(root, '', undefined);
  return findings.length > 0 ? { source: undefined, findings } : { source: { file, value, at }, findings: [] };

  function build(node: Node, at: string, key: Node | undefined): JsonValue {
    nodes.set(at, { value: node, key });
    const entries = node.children?.length ?? 0;
    if (entries > MAX_ENTRIES) {
      findings.push(finding(node.offset, `${entries} entries; the limit is ${MAX_ENTRIES}`, at));
      return null;
    }
    if (node.type === 'array')
      return (node.children ?? []).map((child, index) => build(child, at + pointerStep(index), undefined));
    if (node.type === 'object') return buildObject(node, at);
    if (typeof node.value === 'number' && !Number.isFinite(node.value))
      findings.push(finding(node.offset, 'a number that no double can hold', at));
    if (typeof node.value === 'string' && !node.value.isWellFormed())
      findings.push(finding(node.offset, 'a string with half a surrogate pair', at));
    return node.value as JsonValue;
  }

  function buildObject(node: Node, at: string): JsonValue {
    const object: Record<string, JsonValue> = {};
    for (const property of node.children ?? []) {
      const [key, child] = property.children ?? [];
      if (key === undefined || child === undefined) continue;
      const name = String(key.value);
      const here = at + pointerStep(name);
      if (findings.length >= MAX_FINDINGS) break;
      if (HOSTILE.has(name)) findings.push(finding(key.offset, `the key "${name}" is not allowed`, here));
      else if (Object.hasOwn(object, name)) findings.push(finding(key.offset, `the key "${name}" appears twice`, here));
      else object[name] = build(child, here, key);
    }
    return object;
  }

  function at(wanted: string, part: 'value' | 'key' = 'value'): Position {
    for (let path = wanted; ; path = path.slice(0, path.lastIndexOf('/'))) {
      const found = nodes.get(path);
      if (found !== undefined)
        return positionOf(
          lines,
          part === 'key' && path === wanted ? (found.key ?? found.value).offset : found.value.offset,
        );
      if (path === '') return { line: 1, column: 1 };
    }
  }
}

const PARSE_MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that is not JSON',
  InvalidNumberFormat: 'a number that is not JSON',
  PropertyNameExpected: 'a property name is expected here (is there a comma too many before it?)',
  ValueExpected: 'a value is expected here (is there a comma too many before it?)',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace is expected here',
  CloseBracketExpected: 'a closing bracket is expected here',
  EndOfFileExpected: 'nothing may follow the closing brace',
  InvalidCommentToken: 'comments are not JSON; use "$comment"',
  UnexpectedEndOfComment: 'comments are not JSON; use "$comment"',
  UnexpectedEndOfString: 'a string that is not closed',
  UnexpectedEndOfNumber: 'a number that is not JSON',
  InvalidUnicode: 'a \\u escape that is not four hexadecimal digits',
  InvalidEscapeCharacter: 'an escape that JSON does not know',
  InvalidCharacter: 'a control character inside a string',
};

// The parser is recursive: depth is judged before it runs, by a loop.
function tooDeep(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 92) at += 1;
      else if (unit === 34 || unit === 10) inString = false;
    } else if (unit === 34) inString = true;
    else if (unit === 123 || unit === 91) {
      depth += 1;
      if (depth > MAX_DEPTH) return at;
    } else if (unit === 125 || unit === 93) depth -= 1;
  }
  return undefined;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
