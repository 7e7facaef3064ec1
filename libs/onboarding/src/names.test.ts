import { expect, test } from 'vitest';
import { columnNames } from './names.ts';

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
