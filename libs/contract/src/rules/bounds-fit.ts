import { canonicalValue } from '../domain/canonical.ts';
import { compareCanonical } from '../domain/compare.ts';
import { type LakeType, lakeTypeText } from '../formats/lake-type.ts';
import type { Column } from '../model.ts';
import type { Rule, RuleHit } from '../rule.ts';

const LOWER = ['minimum', 'exclusiveMinimum', 'formatMinimum', 'formatExclusiveMinimum'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'formatMaximum', 'formatExclusiveMaximum'] as const;

const MILLISECONDS_OF_A_DAY = 86_400_000;

interface Bound {
  readonly keyword: string;
  readonly text: string;
  readonly exclusive: boolean;
}

/** Bounds are values of the column's type, and leave something between them. */
export const boundsFit: Rule = {
  code: 'SLC2105',
  name: 'bounds-fit',
  severity: 'error',
  title: 'A bound that no value can meet',
  fault: 'user',
  why:
    'Bounds are compared as exact values of the lake type. A bound with more decimals than the column, or a ' +
    'minimum above the maximum, rejects rows that nobody meant to reject.',
  fix: 'write the bound as a value of the type',
  *check({ columns }) {
    for (const column of columns) {
      const lower: Bound[] = [];
      const upper: Bound[] = [];
      yield* read(column, LOWER, lower);
      yield* read(column, UPPER, upper);
      yield* crossed(column, lower, upper);
      yield* lengths(column);
      yield* multiple(column);
    }
  },
};

function* read(
  column: Column,
  keywords: readonly (typeof LOWER | typeof UPPER)[number][],
  into: Bound[],
): Iterable<RuleHit> {
  for (const keyword of keywords) {
    const value = column.schema[keyword];
    if (value === undefined || column.type === undefined) continue;
    const text = canonicalValue(column, value);
    if (text !== undefined) into.push({ keyword, text, exclusive: /exclusive/i.test(keyword) });
    else
      yield {
        pointer: `${column.pointer}/${keyword}`,
        message:
          `${keyword} ${JSON.stringify(value)} of the column "${column.name}" is ` + `no ${lakeTypeText(column.type)}`,
      };
  }
}

function* crossed(
  { name, pointer, type, schema }: Column,
  lower: readonly Bound[],
  upper: readonly Bound[],
): Iterable<RuleHit> {
  if (type === undefined) return;
  for (const low of lower) {
    for (const high of upper) {
      if (!isEmpty(type, low, high, schema.multipleOf)) continue;
      const step =
        type.kind === 'double' || schema.multipleOf === undefined ? '' : ` and is a multiple of ${schema.multipleOf}`;
      yield {
        pointer: `${pointer}/${high.keyword}`,
        message:
          `no value of the column "${name}" lies between ${low.keyword} ${low.text} ` +
          `and ${high.keyword} ${high.text}${step}`,
      };
    }
  }
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

function* lengths({ name, pointer, schema }: Column): Iterable<RuleHit> {
  const { minLength, maxLength } = schema;
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    yield {
      pointer: `${pointer}/maxLength`,
      message: `no text of the column "${name}" has at least ${minLength} and at most ${maxLength} characters`,
    };
  }
  for (const keyword of ['minLength', 'maxLength'] as const) {
    const length = schema[keyword];
    if (length !== undefined && length > 2 ** 31 - 1)
      yield { pointer: `${pointer}/${keyword}`, message: `${keyword} ${length} is longer than any cell` };
  }
}

// Floats have no exact remainder: 0.3 % 0.1 is not 0. Steps of halves, quarters and so on are exact.
function* multiple(column: Column): Iterable<RuleHit> {
  const { multipleOf } = column.schema;
  if (multipleOf === undefined || column.type === undefined) return;
  const pointer = `${column.pointer}/multipleOf`;
  if (column.type.kind !== 'double') {
    if (canonicalValue(column, multipleOf) === undefined)
      yield {
        pointer,
        message: `multipleOf ${multipleOf} of the column "${column.name}" is no ${lakeTypeText(column.type)}`,
      };
  } else if (!Number.isInteger(multipleOf * 2 ** 20)) {
    yield {
      pointer,
      message: `multipleOf ${multipleOf} of the column "${column.name}" is not exact in a double`,
      fix: 'use a decimal column, or a step that is a sum of halves',
    };
  }
}
