import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { requiredListsEveryColumn } from './required-lists-every-column.ts';

describe('required-lists-every-column', () => {
  test('a good contract has nothing to say', () => {
    expect(found(requiredListsEveryColumn)).toEqual([]);
  });

  test('a column that may be absent is found at its name', () => {
    expect(found(requiredListsEveryColumn, (it) => it.required.splice(2, 1))).toMatchInlineSnapshot(`
      [
        "SLC2101 at "country": { | error: "required" does not list the column "country" -> list every property in "required"; make a column optional with "null" in its type",
      ]
    `);
  });

  test('a name that is no column is found in the list', () => {
    expect(found(requiredListsEveryColumn, (it) => it.required.push('total'))).toMatchInlineSnapshot(`
      [
        "SLC2101 at "total" | error: "required" lists "total", which is no column -> remove it, or add the column",
      ]
    `);
  });
});
