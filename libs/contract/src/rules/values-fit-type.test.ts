import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { valuesFitType } from './values-fit-type.ts';

describe('values-fit-type', () => {
  test('good values, canonical or not', () => {
    const result = found(valuesFitType, (it) => {
      it.properties.amount.enum = ['1', '2.50'];
      it.properties.note.enum = ['a', null];
      it.properties.items.const = 4;
    });

    expect(result).toEqual([]);
  });

  test('values that can never occur', () => {
    const result = found(valuesFitType, (it) => {
      it.properties.items.enum = [1, 0, 1.5];
      it.properties.amount.enum = ['1', '1.00'];
      it.properties.country.enum = ['ES', null];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2107 at null | error: the value null of the column "country" can never occur: the column is not nullable -> list only values that the column accepts, and null when the column is nullable",
        "SLC2107 at "1.00" | error: the value "1.00" of the column "amount" stands twice -> remove it once",
        "SLC2107 at 0 | error: the value 0 of the column "items" can never occur: it is below the minimum -> list only values that the column accepts, and null when the column is nullable",
        "SLC2107 at 1.5 | error: the value 1.5 of the column "items" can never occur: it is no int -> list only values that the column accepts, and null when the column is nullable",
      ]
    `);
  });

  test('examples that mislead', () => {
    const result = found(valuesFitType, (it) => {
      it.properties.items.examples = [3, 0];
      it.properties.amount.examples = ['1.5', 1.5];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2107 at 1.5 | warning: the example 1.5 of the column "amount" can never occur: it is no decimal(10,2) -> write it as a typed row holds it: decimals and 64-bit integers as text, dates in ISO form",
        "SLC2107 at 0 | warning: the example 0 of the column "items" can never occur: it is below the minimum -> write it as a typed row holds it: decimals and 64-bit integers as text, dates in ISO form",
      ]
    `);
  });

  test('a nullable column lists null, and has no const', () => {
    const result = found(valuesFitType, (it) => {
      it.properties.note.enum = ['a'];
      it.properties.extra = { type: ['integer', 'null'], const: 1, 'x-column': { type: 'int' } };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2107 at [ | error: the column "note" is nullable, but its enum does not list null -> add null to enum, or remove "null" from type",
        "SLC2107 at 1 | error: const 1 of the column "extra" cannot be: a nullable column cannot have only one value -> use enum, with null, or correct the value",
      ]
    `);
  });
});
