import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { lifecycle } from './lifecycle.ts';

describe('lifecycle', () => {
  test('a life in order', () => {
    const result = found(lifecycle, (it) => {
      it.properties.note['x-column'].since = '1.2.0';
      it.properties.items['x-column'].renamedFrom = 'quantity';
      Object.assign(it.properties.country, { deprecated: true });
      it.properties.country['x-column'].sunset = '2027-01-01';
    });

    expect(result).toEqual([]);
  });

  test('contradictions', () => {
    const result = found(lifecycle, (it) => {
      it.properties.note['x-column'].since = '1.10.0';
      it.properties.items['x-column'].renamedFrom = 'amount';
      it.properties.country['x-column'].renamedFrom = 'land';
      it.properties.order_id['x-column'].renamedFrom = 'land';
      it.properties.country['x-column'].sunset = '2027-01-01';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2116 at "land" | error: the columns "order_id" and "country" were both renamed from "land" -> correct the contradiction",
        "SLC2116 at "2027-01-01" | error: the column "country" has a sunset, but is not deprecated -> set "deprecated": true beside it",
        "SLC2116 at "amount" | error: the column "items" was renamed from "amount", which is still a column -> correct the contradiction",
        "SLC2116 at "1.10.0" | error: the column "note" is there since 1.10.0, but the contract is at 1.2.0 -> correct the contradiction",
      ]
    `);
  });
});
