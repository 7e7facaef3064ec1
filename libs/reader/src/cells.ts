import type { PlanColumn } from '@sluice/contract';
import { cellReader, parseLakeType } from '@sluice/contract/formats';
import { READER, ReaderError } from './errors.ts';

/** A value of a typed row: `int`, safe `bigint` and `double` are numbers; 64-bit integers, decimals, dates and timestamps canonical texts. */
export type TypedValue = string | number | boolean | null;

/** What became of a cell before its rules: a value (null too), or the reason against it. */
export type CellVerdict =
  | { readonly value: TypedValue; readonly reason: undefined }
  | { readonly value: null; readonly reason: 'required' | 'type' };

/** Reads the cells of one column. */
export type CellJudge = (text: string | null) => CellVerdict;

const NULL: CellVerdict = { value: null, reason: undefined };
const REQUIRED: CellVerdict = { value: null, reason: 'required' };
const BAD: CellVerdict = { value: null, reason: 'type' };

/** Compiles a column: null tokens, guard and cast, in this order. */
export function compileCell(column: PlanColumn, decimalComma: boolean): CellJudge {
  const read = canonicalReader(column, decimalComma);
  const typed = typedReader(column);
  const nullVerdict = column.nullable ? NULL : REQUIRED;
  const tokens = new Set(column.null_tokens);
  return (text) => {
    if (text === null || tokens.has(text)) return nullVerdict;
    const canonical = read(text);
    return canonical === undefined ? BAD : { value: typed(canonical), reason: undefined };
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
  return column.type === 'int' || column.type === 'double' || (column.type === 'bigint' && column.safe_integer === true);
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
