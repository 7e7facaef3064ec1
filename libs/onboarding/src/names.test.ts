import { RESERVED_WORDS } from '@sluice/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnName, columnNames } from './names.ts';

test('headers become names that a query need not quote, each once', () => {
  const names = columnNames(['Order Id', 'date', 'Date Value', 'año', '2nd', '%', 'fechaVenta', 'order id']).map(
    ({ name }) => name,
  );

  expect(names).toEqual([
    'order_id',
    'date_value',
    'date_value_2',
    'anio',
    'c_2nd',
    'column_value',
    'fecha_venta',
    'order_id_2',
  ]);
});

test('whatever the headers are, names are those of the meta-schema, none is reserved, none stands twice', () => {
  const header = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(...RESERVED_WORDS).map((word) => word.toUpperCase()),
    fc.constantFrom('a', 'A', 'a b', 'a_2', 'a 2', 'date', 'date value', '2', '__proto__', 'x'.repeat(200)),
  );
  fc.assert(
    fc.property(fc.array(header, { maxLength: 8 }), (headers) => {
      const named = columnNames(headers);

      expect(named.map((each) => each.header)).toEqual(headers);
      expect(new Set(named.map(({ name }) => name)).size).toBe(headers.length);
      for (const { name } of named) {
        expect(name).toMatch(/^[a-z][a-z0-9_]{0,126}$/);
        expect(RESERVED_WORDS.has(name)).toBe(false);
      }
    }),
  );
});

test.each([
  ['ÆØß', 'aeoss'],
  ['łódź', 'lodz'],
  ['n\u0303', 'ni'],
  ['ISOCode', 'isocode'],
  ['saleID2X', 'sale_id2_x'],
  ['__a__', 'a'],
  ['a\u200bb', 'a_b'],
  ['1', 'c_1'],
])('%s becomes %s', (header, name) => {
  expect(columnName(header)).toBe(name);
});
