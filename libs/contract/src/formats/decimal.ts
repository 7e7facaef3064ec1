/** An exact decimal: `unscaled / 10^scale`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

const LEXICAL = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))$/;
const CANONICAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
// Beyond this many significant digits nothing in the lake can hold the value, and BigInt would take quadratic time over
// it.
const MAX_DIGITS = 1000;

/**
 * Reads `12`, `12.50`, `.5`, `12.` with an optional sign; no exponent, no grouping. `undefined` when it is none of
 * these.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = LEXICAL.exec(text);
  if (match === null) return undefined;
  const whole = (match[2] ?? '').replace(/^0+/, '');
  const fraction = trimEndZeros(match[3] ?? match[4] ?? '');
  if (whole.length + fraction.length > MAX_DIGITS) return undefined;
  const digits = BigInt(whole + fraction || '0');
  return { unscaled: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

/**
 * The canonical text in `decimal(precision,scale)`: exactly `scale` decimals, no plus, no leading zeros, no `-0`.
 * `undefined` when the text is no decimal or does not fit without rounding.
 *
 * @example
 * canonicalDecimal('+007.5', 12, 2); // '7.50'
 * canonicalDecimal('7.501', 12, 2); // undefined
 */
export function canonicalDecimal(text: string, precision: number, scale: number): string | undefined {
  const value = parseDecimal(text);
  if (value === undefined || value.scale > scale) return undefined;
  const unscaled = value.unscaled * 10n ** BigInt(scale - value.scale);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  if (digits.length > precision && unscaled !== 0n) return undefined;
  return formatUnscaled(unscaled, scale);
}

/**
 * Whether the text is a decimal as a typed row writes it: no plus, no leading zeros, digits on both sides of the dot.
 */
export function isDecimal(text: string): boolean {
  return CANONICAL.test(text);
}

/** Orders two decimals by value, whatever their scales; `undefined` when one of them is none. */
export function compareDecimal(left: string, right: string): number | undefined {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === undefined || b === undefined) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const x = a.unscaled * 10n ** BigInt(scale - a.scale);
  const y = b.unscaled * 10n ** BigInt(scale - b.scale);
  return x < y ? -1 : x > y ? 1 : 0;
}

function formatUnscaled(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

// A loop, because /0+$/ is quadratic on a run of zeros that a digit ends.
function trimEndZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
