import type { Scalar } from '../document.ts';
import { codePointLength } from '../formats/length.ts';
import type { Column } from '../model.ts';
import { portablePattern } from '../pattern/index.ts';
import { canonicalValue } from './canonical.ts';
import { compareCanonical } from './compare.ts';

const MAX_QUANTIFIERS = 8;
const MAX_TEXT = 256;

/** Why a value that the contract gives for a column breaks the column's own rules; `undefined` when it does not. */
export function brokenRule(column: Column, value: Scalar): string | undefined {
  const { schema, type } = column;
  if (value === null) return column.nullable ? undefined : 'the column is not nullable';
  const text = canonicalValue(column, value);
  if (text === undefined || type === undefined) return `it is no ${schema['x-column'].type}`;
  const order = (bound: Scalar | undefined): number | undefined => {
    const limit = bound === undefined ? undefined : canonicalValue(column, bound);
    return limit === undefined ? undefined : compareCanonical(type, text, limit);
  };
  const isBelow = (bound: Scalar | undefined) => (order(bound) ?? 0) < 0;
  const isAbove = (bound: Scalar | undefined) => (order(bound) ?? 0) > 0;
  const touches = (bound: Scalar | undefined) => order(bound) === 0;
  if (isBelow(schema.minimum) || isBelow(schema.formatMinimum)) return 'it is below the minimum';
  if (isAbove(schema.maximum) || isAbove(schema.formatMaximum)) return 'it is above the maximum';
  for (const bound of [schema.exclusiveMinimum, schema.formatExclusiveMinimum])
    if (isBelow(bound) || touches(bound)) return 'it is not above the exclusive minimum';
  for (const bound of [schema.exclusiveMaximum, schema.formatExclusiveMaximum])
    if (isAbove(bound) || touches(bound)) return 'it is not below the exclusive maximum';
  if (typeof value === 'number' && schema.multipleOf !== undefined && value % schema.multipleOf !== 0)
    return `it is no multiple of ${schema.multipleOf}`;
  if (type.kind === 'string' && codePointLength(text) < (schema.minLength ?? 0)) return 'it is shorter than minLength';
  if (type.kind === 'string' && codePointLength(text) > (schema.maxLength ?? Number.POSITIVE_INFINITY))
    return 'it is longer than maxLength';
  if (type.kind === 'string' && schema.pattern !== undefined && !matches(schema.pattern, text))
    return 'it does not match the pattern';
  return undefined;
}

// A pattern that lint refuses is judged by its own rule. One with many ways to match is not run: nothing can stop a
// running pattern.
function matches(pattern: string, text: string): boolean {
  const ways = pattern.match(/[*+?{]/g)?.length ?? 0;
  if (ways > MAX_QUANTIFIERS || text.length > MAX_TEXT || portablePattern(pattern).problem !== undefined) return true;
  return new RegExp(pattern, 'u').test(text);
}
