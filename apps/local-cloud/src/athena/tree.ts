/**
 * A node of DuckDB's parse tree. Numbers are kept as they were written (`RawNumber`), because JavaScript would change
 * some of them.
 */
export type Tree = Record<string, unknown>;

/** A number of the parse tree, as text. */
export interface RawNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawNumber;
}

/** JSON.parse source text access and JSON.rawJSON are in Node 24 and not yet in TypeScript's library. */
const exact = JSON as unknown as ExactJson;

/** Parses JSON without touching its numbers; `JSON.stringify` writes them back unchanged. */
export function parseExact(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exact.rawJSON(source) : value,
  );
}

/** Whether a value is a node. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('rawJSON' in value);
}

/** The members of a list that are nodes. */
export function treesOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

/** A member that is a text, else the empty text. */
export function textOf(node: Tree, member: string): string {
  const value = node[member];
  return typeof value === 'string' ? value : '';
}

/** The offset of a node in the query text, or undefined when the parser gave none. */
export function offsetOf(node: Tree): number | undefined {
  const value = node['query_location'];
  const offset = isRaw(value) ? Number(value.rawJSON) : Number.NaN;
  return Number.isSafeInteger(offset) ? offset : undefined;
}

/** Visits a node and everything below it, parents first. Returning false skips what is below. */
export function visit(value: unknown, see: (node: Tree) => boolean | undefined): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (isTree(value) && see(value) !== false) for (const item of Object.values(value)) visit(item, see);
}

/** A copy that shares nothing. */
export function copy<T>(value: T): T {
  return parseExact(JSON.stringify(value)) as T;
}

function isRaw(value: unknown): value is RawNumber {
  return typeof value === 'object' && value !== null && 'rawJSON' in value;
}
