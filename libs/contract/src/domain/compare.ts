import { compareDecimal } from '../formats/decimal.ts';
import { compareInt64 } from '../formats/int64.ts';
import type { LakeType } from '../formats/lake-type.ts';
import { compareDate, compareTimestamp } from '../formats/temporal.ts';

/** Orders two canonical texts of a type by value; `undefined` for types without an order that a bound could use. */
export function compareCanonical(type: LakeType, left: string, right: string): number | undefined {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return compareInt64(left, right);
    case 'double':
      return Number(left) - Number(right);
    case 'decimal':
      return compareDecimal(left, right);
    case 'date':
      return compareDate(left, right);
    case 'timestamp':
      return compareTimestamp(left, right);
    default:
      return undefined;
  }
}
