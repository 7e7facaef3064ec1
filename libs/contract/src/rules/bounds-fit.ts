import { canonicalValue } from '../domain/canonical.ts';
import { domainOf, LOWER_KEYWORDS, UPPER_KEYWORDS } from '../domain/domain.ts';
import { crossedBounds } from '../domain/emptiness.ts';
import { lakeTypeText } from '../formats/lake-type.ts';
import type { Column } from '../model.ts';
import type { Rule, RuleHit } from '../rule.ts';

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
      yield* misfits(column);
      yield* crossed(column);
      yield* lengths(column);
      yield* multiple(column);
    }
  },
};

function* misfits(column: Column): Iterable<RuleHit> {
  for (const keyword of [...LOWER_KEYWORDS, ...UPPER_KEYWORDS]) {
    const value = column.schema[keyword];
    if (value === undefined || column.type === undefined || canonicalValue(column, value) !== undefined) continue;
    yield {
      pointer: `${column.pointer}/${keyword}`,
      message: `${keyword} ${JSON.stringify(value)} of the column "${column.name}" is no ${lakeTypeText(column.type)}`,
    };
  }
}

function* crossed(column: Column): Iterable<RuleHit> {
  const { multipleOf } = column.schema;
  const step = column.type?.kind === 'double' || multipleOf === undefined ? '' : ` and is a multiple of ${multipleOf}`;
  for (const { low, high } of crossedBounds(domainOf(column)))
    yield {
      pointer: `${column.pointer}/${high.keyword}`,
      message:
        `no value of the column "${column.name}" lies between ${low.keyword} ${low.text} ` +
        `and ${high.keyword} ${high.text}${step}`,
    };
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
