import type { Scalar } from '../document.ts';
import { canonicalDouble } from '../formats/cell.ts';
import { canonicalDecimal } from '../formats/decimal.ts';
import { canonicalInt64 } from '../formats/int64.ts';
import { ISO, ISO_DATE, temporalReader } from '../formats/temporal.ts';
import type { Column } from '../model.ts';
import { integerRange } from './integer-range.ts';

/**
 * The canonical text, as the plan writes it, of a value that a contract gives for a column (a bound, a default, an enum
 * value);
 * `undefined` when the value is none of the column's type. Values of a contract are written with a dot and in ISO form,
 * whatever the files look like.
 */
export function canonicalValue(column: Column, value: Scalar): string | undefined {
  const { type } = column;
  if (type === undefined || value === null) return undefined;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'int':
    case 'bigint':
      if (typeof value === 'string')
        return type.kind === 'bigint' && column.jsonType === 'string' ? canonicalInt64(value) : undefined;
      return type.kind === 'int' || column.jsonType === 'integer' ? integerText(column, value) : undefined;
    case 'double':
      return typeof value === 'number' ? canonicalDouble(value) : undefined;
    case 'decimal':
      return typeof value === 'string' ? canonicalDecimal(value, type.precision, type.scale) : undefined;
    case 'date':
      return typeof value === 'string' ? temporalReader(ISO_DATE, 'date')(value) : undefined;
    case 'timestamp':
      return typeof value === 'string' ? temporalReader(ISO, 'timestamp')(value) : undefined;
  }
}

function integerText({ type, jsonType }: Column, value: Scalar): string | undefined {
  const range = integerRange(type?.kind ?? '', jsonType);
  if (typeof value !== 'number' || !Number.isInteger(value) || range === undefined) return undefined;
  const number = BigInt(value);
  return number > range.highest || number < range.lowest ? undefined : number.toString();
}
