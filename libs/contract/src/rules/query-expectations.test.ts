import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { queryExpectations } from './query-expectations.ts';

describe('query-expectations', () => {
  test('expectations that can be met', () => {
    expect(
      found(queryExpectations, (it) => (it['x-dataset'].queries[0].expect = { partitions: 1, minRows: 1, maxRows: 1 })),
    ).toEqual([]);
  });

  test('expectations that contradict each other', () => {
    const result = found(queryExpectations, (it) => {
      it['x-dataset'].partition = [];
      it['x-dataset'].queries[0].expect = { partitions: 1, minRows: 2, maxRows: 1 };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2118 at 1 | error: the query "one_day" expects partitions, but the table has none -> correct expect",
        "SLC2118 at 1 | error: the query "one_day" expects at least 2 and at most 1 rows -> correct expect",
      ]
    `);
  });
});
