import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { partitionColumns } from './partition-columns.ts';

describe('partition-columns', () => {
  const by =
    (...partition: readonly object[]) =>
    (it: { 'x-dataset': Record<string, unknown> }) => {
      it['x-dataset']['partition'] = partition;
    };

  test('good keys', () => {
    const result = found(partitionColumns, (it) => {
      by(
        { name: 'year', from: 'placed_at', transform: 'year' },
        { name: 'hour', from: 'placed_at', transform: 'hour' },
        { name: 'country', from: 'country', transform: 'identity' },
        { name: 'items', from: 'items', transform: 'identity', pad: 10 },
      )(it);
    });

    expect(result).toEqual([]);
  });

  test('a column that does not exist, and one that may be null', () => {
    const result = found(
      partitionColumns,
      by({ name: 'a', from: 'nothing', transform: 'identity' }, { name: 'b', from: 'note', transform: 'identity' }),
    );

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2108 at "nothing" | error: partition "a": there is no column "nothing" -> name a column of this contract",
        "SLC2108 at "note" | warning: partition "b": nothing bounds the values of the column "note" -> bound its values (enum, a pattern or maxLength of at most 32 for a string, minimum and maximum for an integer)",
        "SLC2108 at "note" | error: partition "b": the column "note" is nullable -> remove "null" from the type of the column, or partition by another",
      ]
    `);
  });

  test('transforms that do not suit the type', () => {
    const result = found(
      partitionColumns,
      by(
        { name: 'a', from: 'placed_at', transform: 'identity' },
        { name: 'b', from: 'country', transform: 'year' },
        { name: 'c', from: 'amount', transform: 'identity' },
      ),
    );

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2108 at "identity" | error: partition "a": identity does not suit the column "placed_at", which is timestamp -> use year, month, day, date or hour",
        "SLC2108 at "year" | error: partition "b": year does not suit the column "country", which is string -> use year on one of date, timestamp",
        "SLC2108 at "identity" | error: partition "c": identity does not suit the column "amount", which is decimal(10,2) -> use identity on one of string, int, bigint, date, boolean",
      ]
    `);
  });

  test('a partition per row', () => {
    expect(
      found(partitionColumns, by({ name: 'order_id', from: 'order_id', transform: 'identity' })),
    ).toMatchInlineSnapshot(`
      [
        "SLC2108 at "order_id" | error: partition "order_id": the column "order_id" is the key of a row, so every row would be a partition -> partition by a column that is never null and has few values, such as the day of a date",
      ]
    `);
  });

  test('padding that does not hold the values', () => {
    const result = found(partitionColumns, (it) => {
      by(
        { name: 'n', from: 'items', transform: 'identity', pad: 2 },
        { name: 'd', from: 'placed_at', transform: 'day', pad: 2 },
      )(it);
      it.properties.items.maximum = 100;
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2108 at 2 | error: partition "n": 100 has more than 2 digits -> set pad to 3",
        "SLC2108 at 2 | error: partition "d": pad works on the identity of an integer only -> remove pad",
      ]
    `);
  });

  test('padding is judged by every kind of bound', () => {
    const result = found(partitionColumns, (it) => {
      by(
        { name: 'n', from: 'items', transform: 'identity', pad: 2 },
        { name: 'o', from: 'order_id', transform: 'identity', pad: 4 },
      )(it);
      it['x-dataset'].key = undefined;
      it.properties.items = {
        type: 'integer',
        exclusiveMinimum: -2,
        exclusiveMaximum: 101,
        'x-column': { type: 'int' },
      };
      Object.assign(it.properties.order_id, { formatMinimum: '-1', formatMaximum: '00099999' });
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2108 at 2 | error: partition "n": 100 has more than 2 digits -> set pad to 3",
        "SLC2108 at 2 | error: partition "n": negative values cannot be padded -> remove pad, or raise the minimum of the column to 0",
        "SLC2108 at 4 | error: partition "o": 99999 has more than 4 digits -> set pad to 5",
        "SLC2108 at 4 | error: partition "o": negative values cannot be padded -> remove pad, or raise the minimum of the column to 0",
      ]
    `);
  });

  test('two keys of one name, and a key that hides a column', () => {
    const result = found(
      partitionColumns,
      by(
        { name: 'note', from: 'placed_at', transform: 'date' },
        { name: 'day', from: 'placed_at', transform: 'day' },
        { name: 'day', from: 'placed_at', transform: 'hour' },
      ),
    );

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2108 at "note" | error: partition "note" hides the column of the same name -> rename the partition key: the table cannot have both",
        "SLC2108 at "day" | error: two partition keys are named "day" -> rename one of them",
      ]
    `);
  });
});
