import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { queriesFilterAPartition } from './queries-filter-a-partition.ts';

describe('queries-filter-a-partition', () => {
  const asked = (sql: string) => found(queriesFilterAPartition, (it) => (it['x-dataset'].queries[0].sql = sql));

  test.each([
    "SELECT 1 FROM orders WHERE day = '2026-01-15'",
    "select 1 from sluice.\"orders\" o where o.day between 'a' and 'b';",
    "WITH x AS (SELECT * FROM orders WHERE day = 'a') SELECT * FROM x",
    "SELECT note FROM orders WHERE note IN (SELECT 'a' GROUP BY 1) AND day = 'a' GROUP BY note",
    "-- why\nSELECT ';' FROM orders /* all */ WHERE day > 'a' AND note = 'it''s'",
  ])('good: %s', (sql) => {
    expect(asked(sql)).toEqual([]);
  });

  test.each([
    ['SELECT 1 FROM orders', 'does not filter on the partition key "day"'],
    ['SELECT day FROM orders', 'does not filter on the partition key "day"'],
    ["SELECT 1 FROM orders WHERE note = 'day'", 'does not filter on the partition key "day"'],
    ["SELECT day FROM orders WHERE note = 'a' GROUP BY day", 'does not filter on the partition key "day"'],
    ['SELECT 1 FROM orders WHERE day(placed_at) = 15 ORDER BY day', 'does not filter on the partition key "day"'],
    [
      "SELECT 1 FROM orders WHERE note IN (SELECT 'a' ORDER BY 1) LIMIT 1",
      'does not filter on the partition key "day"',
    ],
    ['SELECT 1 FROM orders -- WHERE day = 1', 'does not filter on the partition key "day"'],
    ["SELECT 1 FROM other WHERE day = 'a'", 'does not read FROM orders'],
    ['DROP TABLE orders', 'is not one SELECT'],
    ["SELECT 1 FROM orders WHERE day = 'a'; DROP TABLE orders", 'is not one SELECT'],
    ["SELECT 'open FROM orders", 'has a quote or comment that is not closed'],
  ])('refused: %s', (sql, why) => {
    const [finding, ...more] = asked(sql);

    expect(more).toEqual([]);
    expect(finding).toContain(`SLC2112 at ${JSON.stringify(sql)} | error: the query "one_day" ${why} -> `);
  });

  test('a table without partitions is read whole', () => {
    expect(
      found(queriesFilterAPartition, (it) =>
        Object.assign(it['x-dataset'], { partition: [], queries: [{ name: 'all', sql: 'SELECT 1 FROM orders' }] }),
      ),
    ).toEqual([]);
  });
});
