/** The smallest and largest values of a 64-bit integer. */
export const INT64_MINIMUM = -(2n ** 63n);
export const INT64_MAXIMUM = 2n ** 63n - 1n;

const LEXICAL = /^[+-]?[0-9]+$/;
const CANONICAL = /^(?:0|-?[1-9][0-9]*)$/;
// 2^63 has 19 digits; a longer run of zeros in front is stripped before BigInt sees it, so that a hostile cell costs
// linear time.
const LEADING_ZEROS = /^([+-]?)0+(?=[0-9])/;

/** The value of `[+-]?[0-9]+` when it fits 64 bits; `undefined` otherwise. Exact: never goes through a float. */
export function parseInt64(text: string): bigint | undefined {
  if (!LEXICAL.test(text)) return undefined;
  const stripped = text.replace(LEADING_ZEROS, '$1');
  if (stripped.length > 20) return undefined;
  const value = BigInt(stripped.startsWith('+') ? stripped.slice(1) : stripped);
  return value >= INT64_MINIMUM && value <= INT64_MAXIMUM ? value : undefined;
}

/** The canonical text: no plus, no leading zeros, no `-0`. `undefined` when the text is no 64-bit integer. */
export function canonicalInt64(text: string): string | undefined {
  return parseInt64(text)?.toString();
}

/** Whether the text is a canonical 64-bit integer: what a typed row holds. */
export function isInt64(text: string): boolean {
  return text.length <= 20 && CANONICAL.test(text) && parseInt64(text) !== undefined;
}

/** Orders two 64-bit integers by value; `undefined` when one of them is none. */
export function compareInt64(left: string, right: string): number | undefined {
  const a = parseInt64(left);
  const b = parseInt64(right);
  if (a === undefined || b === undefined) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}
