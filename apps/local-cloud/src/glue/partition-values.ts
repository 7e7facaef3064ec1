/** How the values of a partition key compare: as text, as exact numbers, as dates or as instants. */
export type TypeFamily = 'text' | 'number' | 'date' | 'timestamp';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$/;

/**
 * The folder of a partition below its table, in Hive's spelling: what a path must not hold is written as `%` and its
 * code.
 */
export function partitionPath(keys: readonly string[], values: readonly string[]): string {
  return keys.map((key, index) => `${escapePath(key)}=${escapePath(values[index] ?? '')}`).join('/');
}

/** The reverse of Hive's spelling of one value. */
export function unescapePath(value: string): string {
  return value.replaceAll(/%([0-9A-Fa-f]{2})/g, (_match, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The characters of Hive's FileUtils.charToEscape, beside the control characters. */
const UNSAFE = new Set('"#%\'*/:=?\\{[]^\u007f');

function escapePath(text: string): string {
  const code = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return [...text].map((char) => (UNSAFE.has(char) || char < ' ' ? code(char) : char)).join('');
}

/** The family of a Glue type. */
export function familyOf(type: string): TypeFamily {
  const base = type.trim().toLowerCase().replace(/\(.*$/, '');
  if (['int', 'integer', 'bigint', 'long', 'tinyint', 'smallint', 'decimal', 'float', 'double'].includes(base))
    return 'number';
  if (base === 'date' || base === 'timestamp') return base;
  return 'text';
}

/** Whether a text is a value of the family. */
export function isTyped(text: string, family: TypeFamily): boolean {
  if (family === 'number') return NUMBER.test(text.trim());
  if (family === 'date') return DATE.test(text);
  if (family === 'timestamp') return TIMESTAMP.test(text);
  return true;
}

/** Orders two values of one family: negative, zero or positive. Numbers are compared exactly, never as floats. */
export function compareTyped(left: string, right: string, family: TypeFamily): number {
  if (family === 'number') return compareDecimals(left.trim(), right.trim());
  const a = family === 'text' ? left : padded(left);
  const b = family === 'text' ? right : padded(right);
  // By code point, not by UTF-16 unit: the order of UTF-8 bytes, which is what a metastore compares.
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

/** 2024-1-5 7:00 -> 2024-01-05 07:00:00.000000000, so that texts order as instants. */
function padded(text: string): string {
  const [date = '', time = ''] = text.split(/[ T]/);
  const [clock = '', fraction = ''] = time.split('.');
  const [hours = '0', minutes = '00', seconds = '00'] = clock.split(':');
  const day = date.split('-').map((part) => part.padStart(2, '0'));
  return `${day.join('-')} ${(hours || '0').padStart(2, '0')}:${minutes}:${seconds}.${fraction.padEnd(9, '0')}`;
}

function compareDecimals(left: string, right: string): number {
  const scale = Math.max(fractionOf(left).length, fractionOf(right).length);
  const a = unscaled(left, scale);
  const b = unscaled(right, scale);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}

function unscaled(text: string, scale: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const digits = BigInt(`${whole}${fraction.padEnd(scale, '0')}` || '0');
  return negative ? -digits : digits;
}
