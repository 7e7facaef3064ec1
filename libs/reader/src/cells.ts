import { cellReader, parseLakeType } from '@sluice/contract/formats';
import type { PlanColumn } from '@sluice/protocol';
import { READER, ReaderError } from './reader-error.ts';

/**
 * A value of a typed row: `int`, safe `bigint` and `double` are numbers; 64-bit integers, decimals, dates and
 * timestamps canonical texts.
 */
export type TypedValue = string | number | boolean | null;

/** A cell that has no value: null in a column that is not nullable, or a text that is none of its type. */
export const NO_VALUE = { required: Symbol('required'), type: Symbol('type') } as const;

/**
 * Reads the cells of one column: a value (null too), or a symbol of {@link NO_VALUE}. Not an object: one per cell would
 * be most of the garbage that reading makes.
 */
export type CellJudge = (text: string | null) => TypedValue | symbol;

/** Compiles a column: null tokens, guard and cast, in this order. */
export function compileCell(column: PlanColumn, decimalComma: boolean): CellJudge {
  const read = canonicalReader(column, decimalComma);
  const typed = typedReader(column);
  const nullVerdict = column.nullable ? null : NO_VALUE.required;
  const tokens = new Set(column.null_tokens);
  const isInteger = column.type !== 'double' && isNumeric(column);
  return (text) => {
    if (text === null || tokens.has(text)) return nullVerdict;
    if (isInteger) {
      const value = smallInteger(text);
      if (value !== undefined) return value;
    }
    const canonical = read(text);
    return canonical === undefined ? NO_VALUE.type : typed(canonical);
  };
}

/** What a missing column is filled with: its default, or null. */
export function fillOf(column: PlanColumn): TypedValue {
  const { policy, default: text } = column.missing;
  return policy === 'default' && text !== null ? typedReader(column)(text) : null;
}

/** The text that the conformance files write for a value of the column; null for null. */
export function canonicalText(column: PlanColumn, value: TypedValue): string | null {
  if (value === null) return null;
  if (column.type !== 'timestamp') return String(value);
  // Typed rows leave zeros at the end of a fraction out; here all six digits are written.
  const [instant = '', fraction = ''] = String(value).slice(0, -1).split('.');
  return `${instant}.${fraction.padEnd(6, '0')}Z`;
}

/** Whether values of the column are numbers in a typed row. */
export function isNumeric(column: PlanColumn): boolean {
  return (
    column.type === 'int' || column.type === 'double' || (column.type === 'bigint' && column.safe_integer === true)
  );
}

// Nine digits fit every integer type, and most integers have fewer: they need neither a regular expression nor a
// BigInt.
function smallInteger(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === 45;
  const start = isNegative ? 1 : 0;
  const digits = text.length - start;
  if (digits === 0 || digits > 9) return undefined;
  let value = 0;
  for (let at = start; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  // Minus zero is zero.
  return isNegative && value !== 0 ? -value : value;
}

function canonicalReader(column: PlanColumn, decimalComma: boolean): (text: string) => string | undefined {
  const type = parseLakeType(column.type);
  if (type === undefined) {
    throw new ReaderError(
      READER.badPlan,
      `column "${column.name}" of the plan has the type "${column.type}", which the reader does not know`,
    );
  }
  return cellReader(type, { format: column.format, decimalComma, safeInteger: column.safe_integer === true });
}

function typedReader(column: PlanColumn): (canonical: string) => TypedValue {
  if (isNumeric(column)) return Number;
  return column.type === 'boolean' ? (text) => text === 'true' : (text) => text;
}
