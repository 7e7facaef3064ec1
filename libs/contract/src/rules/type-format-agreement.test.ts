import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { typeFormatAgreement } from './type-format-agreement.ts';

describe('type-format-agreement', () => {
  test('a good contract has nothing to say', () => {
    expect(found(typeFormatAgreement)).toEqual([]);
  });

  test.each([
    ['boolean', { type: 'boolean' }],
    ['bigint', { type: 'integer' }],
    ['double', { type: ['null', 'number'] }],
    ['date', { type: 'string', format: 'date' }],
  ])('%s is written as it should be', (type, schema) => {
    expect(found(typeFormatAgreement, (it) => (it.properties.note = { ...schema, 'x-column': { type } }))).toEqual([]);
  });

  test('a decimal as a JSON number', () => {
    const result = found(typeFormatAgreement, (it) => {
      it.properties.amount = { type: 'number', 'x-column': { type: 'decimal(10,2)' } };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2104 at "number" | error: the column "amount" is decimal(10,2) in the lake, but "type": "number" without format -> write "type": "string", "format": "decimal"",
      ]
    `);
  });

  test('a timestamp with the format of a date', () => {
    expect(found(typeFormatAgreement, (it) => (it.properties.placed_at.format = 'date'))).toMatchInlineSnapshot(`
      [
        "SLC2104 at "date" | error: the column "placed_at" is timestamp in the lake, but "type": "string", "format": "date" -> write "type": "string", "format": "date-time"",
      ]
    `);
  });

  test('keywords that do nothing', () => {
    const result = found(typeFormatAgreement, (it) => {
      it.properties.amount.minimum = 0;
      it.properties.items.maxLength = 3;
      it.properties.country.formatMaximum = 'ZZ';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2104 at "formatMaximum": "ZZ" | error: formatMaximum does nothing in the column "country", which is string -> remove formatMaximum",
        "SLC2104 at "minimum": 0 | error: minimum does nothing in the column "amount", which is decimal(10,2) -> write formatMinimum with the bound as text",
        "SLC2104 at "maxLength": 3 | error: maxLength does nothing in the column "items", which is int -> remove maxLength",
      ]
    `);
  });
});
