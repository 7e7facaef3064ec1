import type { Scalar } from '../document.ts';
import { canonicalDouble } from '../formats/cell.ts';
import { canonicalDecimal } from '../formats/decimal.ts';
import { canonicalInt64, parseInt64 } from '../formats/int64.ts';
import { ISO, ISO_DATE, temporalReader } from '../formats/temporal.ts';
import type { Column } from '../model.ts';

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
      return integerText(value, 2 ** 31 - 1, -(2 ** 31));
    case 'bigint':
      if (typeof value === 'string') return column.jsonType === 'string' ? canonicalInt64(value) : undefined;
      return column.jsonType === 'integer'
        ? integerText(value, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER)
        : undefined;
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

function integerText(value: Scalar, maximum: number, minimum: number): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || value > maximum || value < minimum) return undefined;
  return parseInt64(String(value))?.toString();
}
