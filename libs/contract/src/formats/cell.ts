import { canonicalDecimal } from './decimal.ts';
import { type CellOptions, guardOf } from './guards.ts';
import { parseInt64 } from './int64.ts';
import type { LakeType } from './lake-type.ts';
import { ISO, ISO_DATE, temporalReader } from './temporal.ts';

/** Reads the text of a cell that is not null: its canonical text, or `undefined` when it is no value of the type. */
export type CellReader = (text: string) => string | undefined;

/** Options of {@link cellReader}: how cells are written, and whether a `bigint` stays within 2^53 - 1. */
export interface CellReaderOptions extends CellOptions {
  readonly safeInteger?: boolean;
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const INT32_MINIMUM = -(2n ** 31n);
const INT32_MAXIMUM = 2n ** 31n - 1n;

/**
 * Compiles what a cell of this type means, guard and cast together.
 *
 * @example
 * const amount = cellReader({ kind: 'decimal', precision: 12, scale: 2 }, { format: null, decimalComma: true });
 * amount('1,5'); // '1.50'
 * amount('1.5'); // undefined
 */
export function cellReader(type: LakeType, options: CellReaderOptions): CellReader {
  switch (type.kind) {
    case 'string':
      return (text) => text;
    case 'int':
      return (text) => bounded(text, INT32_MINIMUM, INT32_MAXIMUM);
    case 'bigint':
      return options.safeInteger === true
        ? (text) => bounded(text, -SAFE, SAFE)
        : (text) => parseInt64(text)?.toString();
    case 'date':
      return temporalReader(options.format ?? ISO_DATE, 'date');
    case 'timestamp':
      return temporalReader(options.format ?? ISO, 'timestamp');
    case 'boolean': {
      const guard = guardPattern(type, options);
      return (text) => (guard.test(text) ? text.toLowerCase() : undefined);
    }
    case 'double': {
      const guard = guardPattern(type, options);
      return (text) => (guard.test(text) ? canonicalDouble(Number(withPoint(text, options))) : undefined);
    }
    case 'decimal': {
      const guard = guardPattern(type, options);
      return (text) =>
        guard.test(text) ? canonicalDecimal(withPoint(text, options), type.precision, type.scale) : undefined;
    }
  }
}

function guardPattern(type: LakeType, options: CellOptions): RegExp {
  return new RegExp(`^(?:${guardOf(type, options)})$`, 'u');
}

function withPoint(text: string, options: CellOptions): string {
  return options.decimalComma ? text.replace(',', '.') : text;
}

function bounded(text: string, minimum: bigint, maximum: bigint): string | undefined {
  const value = parseInt64(text);
  return value !== undefined && value >= minimum && value <= maximum ? value.toString() : undefined;
}

/** The shortest text that reads back as the same double; `undefined` when it is not finite. Minus zero is `0`. */
export function canonicalDouble(value: number): string | undefined {
  return Number.isFinite(value) ? String(value) : undefined;
}
