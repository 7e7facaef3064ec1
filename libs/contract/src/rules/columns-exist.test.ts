import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { columnsExist } from './columns-exist.ts';

describe('columns-exist', () => {
  test('a good contract has nothing to say', () => {
    const result = found(columnsExist, (it) => {
      it['x-dataset'].dedupe = { key: ['order_id'], order: [{ column: 'note' }] };
      it['x-dataset'].consumers = [{ name: 'report', owner: 'finance', columns: ['amount'] }];
    });

    expect(result).toEqual([]);
  });

  test('names that are no columns', () => {
    const result = found(columnsExist, (it) => {
      it['x-dataset'].key = ['order'];
      it['x-dataset'].sort = [{ column: 'contry' }];
      it['x-dataset'].dedupe = { key: ['order_id'], order: [{ column: 'seen_at' }] };
      it['x-dataset'].consumers = [{ name: 'report', owner: 'finance', columns: ['total_paid'] }];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2109 at "order" | error: key names "order", which is no column -> name a column of this contract",
        "SLC2109 at "contry" | error: sort names "contry", which is no column -> did you mean "country"?",
        "SLC2109 at "seen_at" | error: dedupe.order names "seen_at", which is no column -> name a column of this contract",
        "SLC2109 at "total_paid" | error: consumer "report" names "total_paid", which is no column -> name a column of this contract",
      ]
    `);
  });

  test('a key that may be null, and a sort that repeats itself', () => {
    const result = found(columnsExist, (it) => {
      it['x-dataset'].dedupe = { key: ['note'] };
      it['x-dataset'].sort = [{ column: 'country' }, { column: 'country', direction: 'desc' }];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2109 at "country" | error: sort names "country" twice -> remove it once",
        "SLC2109 at "note" | error: dedupe.key names "note", which is nullable -> name columns that always have a value: null equals nothing",
      ]
    `);
  });
});
