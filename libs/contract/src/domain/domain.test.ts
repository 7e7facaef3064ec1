import { describe, expect, it } from 'vitest';
import type { ColumnDocument } from '../document.ts';
import { parseLakeType } from '../formats/lake-type.ts';
import type { Column } from '../model.ts';
import { domainOf } from './domain.ts';
import { crossedBounds } from './emptiness.ts';
import { integerRange } from './integer-range.ts';
import { isListed, outsideBecause } from './membership.ts';

function domain(type: string, jsonType: string, rules: Partial<ColumnDocument> = {}) {
  const schema = { type: jsonType, ...rules, 'x-column': { type } } as ColumnDocument;
  const column: Column = {
    name: 'a',
    pointer: '/properties/a',
    schema,
    type: parseLakeType(type),
    nullable: false,
    jsonType,
    headers: ['a'],
    nullTokens: [],
    format: null,
  };
  return domainOf(column);
}

describe('the values of a column', () => {
  it.each([
    ['int', 'integer', { minimum: 1 }, 0, 'it is below the minimum'],
    ['int', 'integer', { minimum: 1 }, 1, undefined],
    ['int', 'integer', { exclusiveMinimum: 1 }, 1, 'it is not above the exclusive minimum'],
    ['int', 'integer', { maximum: 1 }, 2, 'it is above the maximum'],
    ['int', 'integer', { exclusiveMaximum: 2 }, 2, 'it is not below the exclusive maximum'],
    ['int', 'integer', { multipleOf: 5 }, 7, 'it is no multiple of 5'],
    ['int', 'integer', {}, 2 ** 31, 'it is no int'],
    ['bigint', 'string', {}, '9223372036854775808', 'it is no bigint'],
    ['decimal(4,2)', 'string', { formatMaximum: '1.50' }, '1.51', 'it is above the maximum'],
    ['decimal(4,2)', 'string', { formatMaximum: '1.50' }, '1.5', undefined],
    ['date', 'string', { formatExclusiveMinimum: '2026-01-01' }, '2026-01-01', 'it is not above the exclusive minimum'],
    ['string', 'string', { minLength: 2 }, '😀', 'it is shorter than minLength'],
    ['string', 'string', { maxLength: 1 }, '😀', undefined],
    ['string', 'string', { pattern: '^a+$' }, 'b', 'it does not match the pattern'],
    // Texts have no order: a bound of one says nothing, and lint tells of it.
    ['string', 'string', { formatExclusiveMinimum: 'b' }, 'a', undefined],
    ['int', 'integer', {}, null, 'the column is not nullable'],
  ] as const)('of %s %s %j, is %j: %s', (type, json, rules, value, why) => {
    expect(outsideBecause(domain(type, json, rules), value)).toBe(why);
  });

  it('that are listed are compared as values, not as texts', () => {
    const amounts = domain('decimal(4,2)', 'string', { enum: ['1.5', '2.00'] });

    expect(isListed(amounts, amounts.canonical('1.50'))).toBe(true);
    expect(isListed(amounts, amounts.canonical('3'))).toBe(false);
    expect(isListed(amounts, undefined)).toBe(false);
    expect(isListed(domain('int', 'integer'), '7')).toBe(true);
    expect([...(domain('string', 'string', { const: 'x' }).values ?? [])]).toEqual(['x']);
  });

  it('are none where two bounds cross, counted in the steps of the type', () => {
    const crossed = (type: string, json: string, rules: Partial<ColumnDocument>) =>
      crossedBounds(domain(type, json, rules)).map(({ low, high }) => `${low.keyword} ${high.keyword}`);

    expect(crossed('int', 'integer', { exclusiveMinimum: 1, exclusiveMaximum: 2 })).toEqual([
      'exclusiveMinimum exclusiveMaximum',
    ]);
    expect(crossed('double', 'number', { exclusiveMinimum: 1, exclusiveMaximum: 2 })).toEqual([]);
    expect(crossed('int', 'integer', { minimum: 1, maximum: 4, multipleOf: 5 })).toEqual(['minimum maximum']);
    expect(crossed('date', 'string', { formatMinimum: '2026-01-02', formatMaximum: '2026-01-01' })).toEqual([
      'formatMinimum formatMaximum',
    ]);
    expect(crossed('int', 'integer', { minimum: 1, maximum: 1 })).toEqual([]);
  });
});

it('whole numbers are those that the JSON type writes exactly', () => {
  expect(integerRange('int', 'integer')).toEqual({ lowest: -2147483648n, highest: 2147483647n });
  expect(integerRange('bigint', 'integer')?.highest).toBe(9007199254740991n);
  expect(integerRange('bigint', 'string')?.highest).toBe(9223372036854775807n);
  expect(integerRange('decimal', 'string')).toBeUndefined();
});
