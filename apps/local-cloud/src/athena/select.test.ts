import { copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchCreatePartitionCommand, DeletePartitionCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, footerOf, openTestLake, type TestLake, writeParquet } from '../testing/lake.ts';

let lake: TestLake;

beforeAll(async () => {
  lake = await openTestLake();
  await createTable(
    lake,
    'sales',
    ['id bigint', 'amount decimal(10,2)', 'country string', 'sold_at timestamp', 'note string'],
    ['year string', 'month string'],
  );
  for (const [year, month, first] of [
    ['2023', '12', 0],
    ['2024', '01', 1000],
    ['2024', '02', 2000],
  ] as const) {
    const note = month === '01' ? '' : ", 'n' || i AS note";
    await writeParquet(
      lake,
      `sales/year=${year}/month=${month}/part.parquet`,
      `SELECT i AS id, (i / 100)::DECIMAL(10,2) AS amount, CASE WHEN i % 2 = 0 THEN 'CL' ELSE 'PE' END AS country, ` +
        `TIMESTAMP '2024-01-01' + INTERVAL (i) MINUTE AS sold_at${note} FROM range(${first}, ${first + 1000}) t(i)`,
      250,
    );
  }
  await createTable(lake, 'countries', ['code string', 'name string']);
  await writeParquet(
    lake,
    'countries/all.parquet',
    "SELECT * FROM (VALUES ('CL', 'Chile'), ('PE', 'Peru'), ('AR', 'Argentina')) v(code, name)",
  );
  await lake.run('MSCK REPAIR TABLE sales');
});

afterAll(async () => lake.close());

/** What EXPLAIN says of the partitions of a table: `<touched>/<registered>`. */
async function partitions(sql: string): Promise<string[]> {
  const text = (await lake.rows(`EXPLAIN ${sql}`)).map(([line]) => String(line)).join('\n');
  return [...text.matchAll(/partitions: (\d+) of (\d+)/g)].map(([, touched, registered]) => `${touched}/${registered}`);
}

describe('partition pruning', () => {
  it.each([
    ["SELECT count(*) FROM sales WHERE year = '2024'", '2/3', 2000n],
    ["SELECT count(*) FROM sales WHERE year = '2024' AND month IN ('01', '05')", '1/3', 1000n],
    ["SELECT count(*) FROM sales s WHERE s.year || s.month >= '202401' AND id < 1500", '2/3', 500n],
    ["SELECT count(*) FROM sales WHERE (year = '2024' AND id = 1000) OR (year = '2023' AND id = 1)", '3/3', 2n],
    ["SELECT count(*) FROM sales WHERE (month = '01' AND id = 1000) OR (month = '12' AND id = 1)", '2/3', 2n],
    ["SELECT count(*) FROM sales WHERE NOT (year = '2024')", '1/3', 1000n],
    ['SELECT count(*) FROM sales WHERE cast(month AS integer) BETWEEN 1 AND 2', '2/3', 2000n],
    ["SELECT count(*) FROM sales WHERE sluice.sales.month = '02'", '1/3', 1000n],
    ['SELECT count(*) FROM sales WHERE id = 5', '3/3', 1n],
    ["SELECT count(*) FROM sales WHERE month = note OR month = '01'", '3/3', 1000n],
    ["SELECT count(*) FROM (SELECT year y, month m, id FROM sales) x WHERE x.m = '01'", '1/3', 1000n],
    ["SELECT n FROM (SELECT month, count(*) n FROM sales GROUP BY month) WHERE month = '02'", '1/3', 1000n],
    ["WITH c AS (SELECT * FROM sales) SELECT count(*) FROM c WHERE month = '02'", '1/3', 1000n],
    [
      "WITH c AS (SELECT * FROM sales) SELECT (SELECT count(*) FROM c WHERE month = '02') + (SELECT count(*) FROM c)",
      '3/3',
      4000n,
    ],
    ["SELECT count(*) FROM (SELECT * FROM sales LIMIT 1500) WHERE month = '02' OR month <> '02'", '3/3', 1500n],
    [
      "SELECT max(r) FROM (SELECT month, row_number() OVER (ORDER BY id) r FROM sales) WHERE month = '02'",
      '3/3',
      3000n,
    ],
    ["SELECT count(*) FROM sales WHERE month = (SELECT '02')", '3/3', 1000n],
    ["SELECT count(*) FROM sales WHERE year = '1999'", '0/3', 0n],
    ['SELECT count(*) FROM sales WHERE false', '0/3', 0n],
    [
      "WITH c (month, year) AS (SELECT year, month FROM sales) SELECT count(*) FROM c WHERE month = '2024'",
      '2/3',
      2000n,
    ],
    ["SELECT count(*) FROM (SELECT year, month FROM sales) c (month, year) WHERE month = '2024'", '2/3', 2000n],
    [
      "SELECT count(*) FROM sales a JOIN (SELECT '02' AS month, 'CL' AS country) b USING (month) WHERE month = '02'",
      '1/3',
      1000n,
    ],
    ["SELECT count(*) FROM sales CROSS JOIN UNNEST(ARRAY[1, 2]) AS u(x) WHERE month = '02' AND x = 1", '1/3', 1000n],
    ["SELECT count(*) FROM sales JOIN (VALUES ('CL')) v(code) ON country = code WHERE month = '02'", '1/3', 500n],
    [
      "SELECT count(*) FROM sales JOIN (VALUES ('02')) v(month) ON sales.month = v.month WHERE v.month = '02'",
      '3/3',
      1000n,
    ],
  ])('%s', async (sql, touched, count) => {
    expect(await partitions(sql)).toEqual([touched]);
    expect(await lake.rows(sql)).toEqual([[count]]);
  });

  it('prunes each mention of a table by its own conditions', async () => {
    const sql =
      "SELECT count(*) FROM sales a JOIN sales b ON a.id + 1000 = b.id AND b.month = '02' WHERE a.month = '01'";

    expect(await partitions(sql)).toEqual(['1/3', '1/3']);
    expect(await lake.rows(sql)).toEqual([[1000n]]);
  });

  it('does not prune the side that an outer join fills with nulls by a WHERE', async () => {
    const sql = 'SELECT count(*) FROM countries c LEFT JOIN sales s ON c.code = s.country WHERE s.year IS NULL';

    expect(await partitions(sql)).toEqual(['3/3']);
    expect(await lake.rows(sql)).toEqual([[1n]]);
  });

  it('prunes the side that an outer join fills with nulls by its ON', async () => {
    const sql =
      "SELECT count(*), count(b.id) FROM sales a LEFT JOIN sales b ON a.id = b.id AND b.month = '01' WHERE " +
      "a.year = '2024'";

    expect(await partitions(sql)).toEqual(['2/3', '1/3']);
    expect(await lake.rows(sql)).toEqual([[2000n, 1000n]]);
  });

  it('joins tables, views and CTEs to the right rows', async () => {
    await lake.run(
      'CREATE OR REPLACE VIEW by_country AS SELECT c.name, s.month, count(*) n, sum(s.amount) total FROM sales s ' +
        'JOIN countries c ON c.code = s.country GROUP BY c.name, s.month',
    );

    const sql = "WITH v AS (SELECT * FROM by_country WHERE month = '01') SELECT name, n, total FROM v ORDER BY name";

    expect(await lake.rows(sql)).toEqual(
      [
        ['Chile', 500n, '7495.00'],
        ['Peru', 500n, '7500.00'],
      ].map(([name, n]) => [name, n, expect.stringMatching(/^\d+\.\d\d$/)]),
    );
    expect(await partitions(sql)).toEqual(['1/3']);
  });
});

describe('what a table holds', () => {
  it('an unregistered partition is gone and comes back', async () => {
    const partition = { DatabaseName: 'sluice', TableName: 'sales' };
    await lake.glue.send(new DeletePartitionCommand({ ...partition, PartitionValues: ['2024', '02'] }));
    expect(await lake.rows('SELECT count(*) FROM sales')).toEqual([[2000n]]);

    await lake.run(
      "ALTER TABLE sales ADD IF NOT EXISTS PARTITION (year = '2024', month = '02') PARTITION (year = '2024', " +
        "month = '01')",
    );

    expect(await lake.rows('SELECT count(*) FROM sales')).toEqual([[3000n]]);
  });

  it('columns are found by name, and one that a file lacks reads null', async () => {
    expect(await lake.rows('SELECT month, count(note), count(*) FROM sales GROUP BY month ORDER BY month')).toEqual([
      ['01', 0n, 1000n],
      ['02', 1000n, 1000n],
      ['12', 1000n, 1000n],
    ]);
  });

  it('names the object of every row, and keeps it out of a star', async () => {
    expect(await lake.rows(`SELECT DISTINCT "$path" FROM sales WHERE month = '12'`)).toEqual([
      ['s3://processed/sales/year=2023/month=12/part.parquet'],
    ]);
    expect((await lake.run('SELECT * FROM sales LIMIT 1')).columns.map((column) => column.name)).toEqual([
      'id',
      'amount',
      'country',
      'sold_at',
      'note',
      'year',
      'month',
    ]);
    expect(
      (await lake.run('SELECT s.*, c.name FROM sales s JOIN countries c ON c.code = s.country LIMIT 1')).columns,
    ).toHaveLength(8);
  });

  it('files whose name begins with _ or . are no data; an object key with any character is', async () => {
    await createTable(lake, 'odd', ['id int'], ['k string']);
    const path = await writeParquet(lake, 'odd/k=a b*[1]/x?[2]*.parquet', 'SELECT 1 AS id');
    for (const name of ['_SUCCESS', '.hidden.parquet', '_temporary/0/part.parquet']) {
      await writeParquet(lake, `odd/k=a b*[1]/${name}`, 'SELECT 2 AS id');
    }
    await lake.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: 'sluice',
        TableName: 'odd',
        PartitionInputList: [
          { Values: ['a b*[1]'], StorageDescriptor: { Location: 's3://processed/odd/k=a b*[1]/' } },
          { Values: ['empty'], StorageDescriptor: { Location: 's3://processed/odd/nothing/' } },
          { Values: ['__HIVE_DEFAULT_PARTITION__'], StorageDescriptor: { Location: 's3://processed/odd/none/' } },
        ],
      }),
    );
    await writeParquet(lake, 'odd/none/y.parquet', 'SELECT 3 AS id');

    expect(path).toContain('*');
    expect(await lake.rows('SELECT id, k FROM odd ORDER BY id')).toEqual([
      [1, 'a b*[1]'],
      [3, null],
    ]);
    expect(await lake.rows('SELECT id FROM odd WHERE k IS NULL')).toEqual([[3]]);
  });

  it('two partitions may be registered at one place, and each has its rows', async () => {
    await lake.run(
      "ALTER TABLE sales ADD PARTITION (year = '2030', month = '01') LOCATION " +
        "'s3://processed/sales/year=2024/month=01/'",
    );

    expect(
      await lake.rows("SELECT year, count(*), sum(id) FROM sales WHERE month = '01' GROUP BY year ORDER BY year"),
    ).toEqual([
      ['2024', 1000n, 1499500n],
      ['2030', 1000n, 1499500n],
    ]);
    await lake.run("ALTER TABLE sales DROP PARTITION (year = '2030')");
  });

  it('a column that is named twice makes the table invalid, as in Athena', async () => {
    await createTable(lake, 'twice', ['a int', 'A string']);

    expect((await lake.failure('SELECT 1 FROM twice')).message).toMatch(/^HIVE_INVALID_METADATA: .*duplicate columns/);
  });

  it('an empty table has no rows and its declared types', async () => {
    await createTable(
      lake,
      'nothing',
      ['a int', 'd decimal(5,2)', 't timestamp', 'l array<struct<x:int>>'],
      ['p date'],
    );

    const result = await lake.run('SELECT *, count(*) OVER () FROM nothing');

    expect(result.rows).toEqual([]);
    expect(result.columns.map((column) => column.type)).toEqual([
      'integer',
      'decimal',
      'timestamp',
      'array',
      'date',
      'bigint',
    ]);
  });

  it('a damaged file, a file of another type and a link out of the lake fail in the words of Hive', async () => {
    await createTable(lake, 'broken', ['id int']);
    const file = join(lake.folder, 'processed/broken/x.parquet');
    await writeParquet(lake, 'broken/x.parquet', "SELECT 'text' AS id");
    expect((await lake.failure('SELECT id FROM broken')).message).toMatch(/^(?:HIVE_BAD_DATA|INVALID_CAST_ARGUMENT): /);
    writeFileSync(file, 'this is no parquet file');
    expect((await lake.failure('SELECT id FROM broken')).message).toMatch(
      /^HIVE_BAD_DATA: .*s3:\/\/processed\/broken\/x\.parquet/,
    );
    rmSync(file);
    symlinkSync('/etc/hostname', file);
    expect((await lake.failure('SELECT id FROM broken')).message).toMatch(/^HIVE_/);
    rmSync(file);
    expect(await lake.rows('SELECT id FROM broken')).toEqual([]);
  });
});

describe('bytes scanned', () => {
  it('are the columns and footers of the files that are read', async () => {
    const files = await Promise.all(
      ['2024/month=01', '2024/month=02'].map((part) =>
        footerOf(join(lake.folder, `processed/sales/year=${part}/part.parquet`)),
      ),
    );
    const expected = files.reduce(
      (sum, file) => sum + file.footer_bytes + (file.columns['amount'] ?? 0) + (file.columns['country'] ?? 0),
      0,
    );
    const chunks = files.reduce((sum, file) => sum + file.groups * 2, 0);

    const { statistics } = await lake.run(
      "SELECT country, sum(amount) FROM sales WHERE year = '2024' GROUP BY country",
    );

    expect(Math.abs(statistics.scannedBytes - expected)).toBeLessThanOrEqual(Math.max(expected * 0.01, 256 * chunks));
  });

  it('are fewer with a filter that row groups can be skipped by', async () => {
    await createTable(lake, 'groups', ['id int', 'pad double']);
    const path = await writeParquet(
      lake,
      'groups/x.parquet',
      'SELECT i::INTEGER AS id, random() AS pad FROM range(20480) t(i)',
      2048,
    );
    const { columns, footer_bytes, groups } = await footerOf(path);

    const { statistics, rows } = await lake.run('SELECT count(pad), sum(pad) > 0 FROM groups WHERE id < 3000');

    const whole = footer_bytes + (columns['id'] ?? 0) + (columns['pad'] ?? 0);
    expect(groups).toBe(10);
    expect(rows).toEqual([[3000n, true]]);
    expect(statistics.scannedBytes).toBeLessThan(whole * 0.4);
  });

  it('do not mix between queries that run at once, and are the same again', async () => {
    const sql = ["SELECT sum(id) FROM sales WHERE month = '01'", 'SELECT sum(amount), max(note) FROM sales'];
    const alone = [await lake.run(sql[0]!), await lake.run(sql[1]!)].map((result) => result.statistics.scannedBytes);

    const together = await Promise.all(
      [0, 1, 0, 1, 0].map(async (index) => (await lake.run(sql[index]!)).statistics.scannedBytes),
    );

    expect(together).toEqual([alone[0], alone[1], alone[0], alone[1], alone[0]]);
  });

  it('a copy of a file elsewhere is not counted', async () => {
    const file = join(lake.folder, 'processed/sales/year=2024/month=01/part.parquet');
    const before = (await lake.run("SELECT sum(id) FROM sales WHERE month = '01'")).statistics.scannedBytes;
    copyFileSync(file, join(lake.folder, 'processed/sales/year=2024/_copy.parquet'));

    expect((await lake.run("SELECT sum(id) FROM sales WHERE month = '01'")).statistics.scannedBytes).toBe(before);
  });
});
