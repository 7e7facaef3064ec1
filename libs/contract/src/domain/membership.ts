import type { Scalar } from '../document.ts';
import type { LakeType } from '../formats/lake-type.ts';
import { codePointLength } from '../formats/length.ts';
import { portablePattern } from '../pattern/index.ts';
import { compareCanonical } from './compare.ts';
import type { Bound, Domain } from './domain.ts';

const MAX_QUANTIFIERS = 8;
const MAX_TEXT = 256;

/**
 * Why a value that the contract gives breaks the rules of its own column, the list of values apart; `undefined` when it
 * does not.
 */
export function outsideBecause(domain: Domain, value: Scalar): string | undefined {
  if (value === null) return domain.nullable ? undefined : 'the column is not nullable';
  const text = domain.canonical(value);
  const { type, multipleOf, length, pattern } = domain;
  if (text === undefined || type === undefined) return `it is no ${domain.typeText}`;
  const isBroken = (bounds: readonly Bound[], exclusive: boolean, sign: 1 | -1) =>
    bounds.some((bound) => bound.exclusive === exclusive && isPast(type, text, bound, sign));
  if (isBroken(domain.lower, false, 1)) return 'it is below the minimum';
  if (isBroken(domain.upper, false, -1)) return 'it is above the maximum';
  if (isBroken(domain.lower, true, 1)) return 'it is not above the exclusive minimum';
  if (isBroken(domain.upper, true, -1)) return 'it is not below the exclusive maximum';
  if (typeof value === 'number' && multipleOf !== undefined && value % multipleOf !== 0)
    return `it is no multiple of ${multipleOf}`;
  if (type.kind !== 'string') return undefined;
  if (codePointLength(text) < length.min) return 'it is shorter than minLength';
  if (codePointLength(text) > length.max) return 'it is longer than maxLength';
  return pattern === undefined || matches(pattern, text) ? undefined : 'it does not match the pattern';
}

/** Whether a canonical text is among the values that the column lists; always, when it lists none. */
export function isListed({ values }: Pick<Domain, 'values'>, text: string | undefined): boolean {
  return values === undefined || (text !== undefined && values.has(text));
}

/** Whether a value lies on the wrong side of a bound; a type without an order has no wrong side. */
function isPast(type: LakeType, text: string, { text: limit, exclusive }: Bound, sign: 1 | -1): boolean {
  const order = compareCanonical(type, text, limit);
  return order !== undefined && (exclusive ? order * sign <= 0 : order * sign < 0);
}

// A pattern that lint refuses is judged by its own rule. One with many ways to match is not run: nothing can stop a
// running pattern.
function matches(pattern: string, text: string): boolean {
  const ways = pattern.match(/[*+?{]/g)?.length ?? 0;
  if (ways > MAX_QUANTIFIERS || text.length > MAX_TEXT || portablePattern(pattern).problem !== undefined) return true;
  return new RegExp(pattern, 'u').test(text);
}
