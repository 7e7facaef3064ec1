import type { LakeType } from '../formats/lake-type.ts';
import { compareCanonical } from './compare.ts';
import type { Bound, Domain } from './domain.ts';

const MILLISECONDS_OF_A_DAY = 86_400_000;

/** Two bounds with nothing between them. */
export interface CrossedBounds {
  readonly low: Bound;
  readonly high: Bound;
}

/** Every pair of bounds that leaves no value: one of them is enough for a domain to be empty. */
export function crossedBounds({ type, lower, upper, multipleOf }: Domain): readonly CrossedBounds[] {
  if (type === undefined) return [];
  return lower.flatMap((low) =>
    upper.filter((high) => isEmpty(type, low, high, multipleOf)).map((high) => ({ low, high })),
  );
}

// Types with a smallest step are counted in it: between the exclusive bounds 1 and 2 lies no integer.
function isEmpty(type: LakeType, low: Bound, high: Bound, multipleOf: number | undefined): boolean {
  const [from, to] = [stepsOf(type, low.text), stepsOf(type, high.text)];
  if (from === undefined || to === undefined) {
    const order = compareCanonical(type, low.text, high.text);
    return order !== undefined && (order > 0 || (order === 0 && (low.exclusive || high.exclusive)));
  }
  const first = low.exclusive ? from + 1n : from;
  const last = high.exclusive ? to - 1n : to;
  const step = Number.isSafeInteger(multipleOf) && (multipleOf ?? 0) > 0 ? BigInt(multipleOf ?? 1) : 1n;
  // BigInt rounds towards zero; the largest multiple that is not above `last` is wanted.
  const remainder = ((last % step) + step) % step;
  return last - remainder < first;
}

// How many of the type's smallest steps a canonical text stands from zero; `undefined` for types that have none.
function stepsOf(type: LakeType, text: string): bigint | undefined {
  if (type.kind === 'int' || type.kind === 'bigint') return BigInt(text);
  if (type.kind === 'decimal') return BigInt(text.replace('.', ''));
  if (type.kind === 'date') return BigInt(Date.parse(text) / MILLISECONDS_OF_A_DAY);
  return undefined;
}
