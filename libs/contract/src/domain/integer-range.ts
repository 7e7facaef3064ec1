import { INT64_MAXIMUM, INT64_MINIMUM } from '../formats/int64.ts';

/** The smallest and the largest whole number of a type. */
export interface IntegerRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

const INT: IntegerRange = { lowest: -(2n ** 31n), highest: 2n ** 31n - 1n };
/** A JSON number holds no larger one exactly. */
const SAFE: IntegerRange = { lowest: BigInt(Number.MIN_SAFE_INTEGER), highest: BigInt(Number.MAX_SAFE_INTEGER) };
const INT64: IntegerRange = { lowest: INT64_MINIMUM, highest: INT64_MAXIMUM };

/** The whole numbers of a lake type, as the JSON type writes them; undefined for types of anything else. */
export function integerRange(kind: string, jsonType: string): IntegerRange | undefined {
  if (kind === 'int') return INT;
  if (kind !== 'bigint') return undefined;
  return jsonType === 'integer' ? SAFE : INT64;
}
