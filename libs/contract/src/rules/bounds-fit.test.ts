import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { boundsFit } from './bounds-fit.ts';

describe('bounds-fit', () => {
  test('bounds of the type are good, also when they meet', () => {
    const result = found(boundsFit, (it) => {
      Object.assign(it.properties.amount, { formatMinimum: '0', formatMaximum: '99999999.99' });
      Object.assign(it.properties.items, { minimum: 3, maximum: 3, multipleOf: 3 });
      Object.assign(it.properties.order_id, {
        formatMinimum: '-9223372036854775808',
        formatMaximum: '9223372036854775807',
      });
      Object.assign(it.properties.placed_at, { formatMinimum: '2020-01-01T00:00:00Z' });
      it.properties.rate = { type: 'number', multipleOf: 0.25, 'x-column': { type: 'double' } };
    });

    expect(result).toEqual([]);
  });

  test('a bound with more decimals or digits than the column', () => {
    const result = found(boundsFit, (it) => {
      it.properties.amount.formatMinimum = '0.001';
      it.properties.amount.formatMaximum = '100000000';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2105 at "0.001" | error: formatMinimum "0.001" of the column "amount" is no decimal(10,2) -> write the bound as a value of the type",
        "SLC2105 at "100000000" | error: formatMaximum "100000000" of the column "amount" is no decimal(10,2) -> write the bound as a value of the type",
      ]
    `);
  });

  test('a bound that is no value of the type', () => {
    const result = found(boundsFit, (it) => {
      it.properties.items.maximum = 2_147_483_648;
      it.properties.order_id.formatMaximum = '9223372036854775808';
      it.properties.placed_at.formatMinimum = '2026-02-30T00:00:00Z';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2105 at "9223372036854775808" | error: formatMaximum "9223372036854775808" of the column "order_id" is no bigint -> write the bound as a value of the type",
        "SLC2105 at "2026-02-30T00:00:00Z" | error: formatMinimum "2026-02-30T00:00:00Z" of the column "placed_at" is no timestamp -> write the bound as a value of the type",
        "SLC2105 at 2147483648 | error: maximum 2147483648 of the column "items" is no int -> write the bound as a value of the type",
      ]
    `);
  });

  test('bounds that leave nothing between them, exactly', () => {
    const result = found(boundsFit, (it) => {
      Object.assign(it.properties.order_id, { formatMinimum: '9007199254740993', formatMaximum: '9007199254740992' });
      Object.assign(it.properties.items, { minimum: 5, exclusiveMaximum: 5 });
      Object.assign(it.properties.country, { minLength: 3, maxLength: 2 });
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2105 at "9007199254740992" | error: no value of the column "order_id" lies between formatMinimum 9007199254740993 and formatMaximum 9007199254740992 -> write the bound as a value of the type",
        "SLC2105 at 2 | error: no text of the column "country" has at least 3 and at most 2 characters -> write the bound as a value of the type",
        "SLC2105 at 5 | error: no value of the column "items" lies between minimum 5 and exclusiveMaximum 5 -> write the bound as a value of the type",
      ]
    `);
  });

  test('bounds between which the type has no value', () => {
    const result = found(boundsFit, (it) => {
      Object.assign(it.properties.order_id, { formatExclusiveMinimum: '-2', formatExclusiveMaximum: '-1' });
      Object.assign(it.properties.items, { minimum: 11, maximum: 19, multipleOf: 10 });
      Object.assign(it.properties.amount, { formatExclusiveMinimum: '-0.01', formatExclusiveMaximum: '0' });
      const day = { formatExclusiveMinimum: '0001-12-31', formatExclusiveMaximum: '0002-01-01' };
      it.properties.day = { type: 'string', format: 'date', ...day, 'x-column': { type: 'date' } };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2105 at "-1" | error: no value of the column "order_id" lies between formatExclusiveMinimum -2 and formatExclusiveMaximum -1 -> write the bound as a value of the type",
        "SLC2105 at "0" | error: no value of the column "amount" lies between formatExclusiveMinimum -0.01 and formatExclusiveMaximum 0.00 -> write the bound as a value of the type",
        "SLC2105 at 19 | error: no value of the column "items" lies between minimum 11 and maximum 19 and is a multiple of 10 -> write the bound as a value of the type",
        "SLC2105 at "0002-01-01" | error: no value of the column "day" lies between formatExclusiveMinimum 0001-12-31 and formatExclusiveMaximum 0002-01-01 -> write the bound as a value of the type",
      ]
    `);
  });

  test('one value between the bounds is enough', () => {
    const result = found(boundsFit, (it) => {
      Object.assign(it.properties.order_id, { formatExclusiveMinimum: '-2', formatExclusiveMaximum: '0' });
      Object.assign(it.properties.items, { minimum: -19, maximum: -10, multipleOf: 10 });
      Object.assign(it.properties.amount, { formatExclusiveMinimum: '-0.01', formatMaximum: '0' });
    });

    expect(result).toEqual([]);
  });

  test('a step that no double can hold', () => {
    const result = found(
      boundsFit,
      (it) => (it.properties.rate = { type: 'number', multipleOf: 0.1, 'x-column': { type: 'double' } }),
    );

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2105 at 0.1 | error: multipleOf 0.1 of the column "rate" is not exact in a double -> use a decimal column, or a step that is a sum of halves",
      ]
    `);
  });
});
