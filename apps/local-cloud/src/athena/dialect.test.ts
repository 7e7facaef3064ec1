import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, openTestLake, type TestLake, writeParquet } from '../testing/lake.ts';

let lake: TestLake;

beforeAll(async () => {
  lake = await openTestLake();
  await createTable(
    lake,
    't',
    [
      'id int',
      'big bigint',
      'price decimal(10,2)',
      'ratio double',
      'name string',
      'd date',
      'seen timestamp',
      'ok boolean',
      'tags array<string>',
    ],
    ['month string'],
  );
  await writeParquet(
    lake,
    't/month=07/x.parquet',
    `SELECT * FROM (VALUES
      (1, 9007199254740993, 12.50::DECIMAL(10,2), 0.1, 'Añá "x"', DATE '2024-01-31', TIMESTAMP '2024-01-31 23:59:59.123456', true, ['a', NULL]),
      (2, NULL, NULL, 12345678.9, '', DATE '2024-02-01', NULL, NULL, NULL),
      (3, -5, -0.01::DECIMAL(10,2), 1e-5, NULL, NULL, TIMESTAMP '1969-12-31 23:59:59.999', false, [])
    ) v(id, big, price, ratio, name, d, seen, ok, tags)`,
  );
  await lake.run("ALTER TABLE t ADD PARTITION (month = '07')");
});

afterAll(async () => lake.close());

describe('values', () => {
  it('come back typed and exact, null apart from the empty text', async () => {
    const { rows, columns } = await lake.run(
      'SELECT id, big, price, ratio, name, d, seen, ok, tags FROM t ORDER BY id',
    );

    expect(columns.map((column) => column.type)).toEqual([
      'integer',
      'bigint',
      'decimal',
      'double',
      'varchar',
      'date',
      'timestamp',
      'boolean',
      'array',
    ]);
    expect(rows).toEqual([
      [
        1,
        9007199254740993n,
        '12.50',
        0.1,
        'Añá "x"',
        '2024-01-31',
        new Date('2024-01-31T23:59:59.123Z'),
        true,
        '[a, null]',
      ],
      [2, null, null, 12345678.9, '', '2024-02-01', null, null, null],
      [3, -5n, '-0.01', 0.00001, null, null, new Date('1969-12-31T23:59:59.999Z'), false, '[]'],
    ]);
  });

  it('more rows than a page are fetched page by page, and a limit cuts', async () => {
    const sql = 'SELECT a.id, x FROM t a CROSS JOIN UNNEST(sequence(1, 1500)) u(x) WHERE a.id <> 2 ORDER BY 1, 2';

    const all = await lake.query.run(sql);
    const some = await lake.query.run(sql, { maxRows: 10 });

    expect(all.rows).toHaveLength(3000);
    expect(all.rows[2999]).toEqual([3, 1500n]);
    expect(all.truncated).toBe(false);
    expect([some.rows.length, some.truncated]).toEqual([10, true]);
  });
});

describe('whole numbers', () => {
  it('beyond 64 bits are refused, for a bigint holds no more', async () => {
    const error = await lake.failure('SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) v(x)');

    expect(error.message).toMatch(/^NUMERIC_VALUE_OUT_OF_RANGE: bigint/);
  });
});

describe('what Trino means', () => {
  it.each([
    ["SELECT concat('a', name, 'b'), greatest(1, nullif(1, 1)), least(2, 1) FROM t WHERE id = 3", [null, null, 1]],
    [
      "SELECT regexp_extract('abc', 'x'), regexp_extract('abc', '(b)(c)', 2), split_part('a-b', '-', 3), " +
        "split_part('a-b', '-', 2)",
      [null, 'c', null, 'b'],
    ],
    [
      `SELECT json_extract_scalar(j, '$["a b"].c[0]'), json_extract_scalar(j, '$.z'), json_extract_scalar(j, ` +
        `'$.t'), json_extract_scalar(j, '$["a b"]'), json_extract_scalar('{bad', '$.a') FROM (VALUES ('{"a b": ` +
        '{"c": [1]}, ' +
        `"z": null, "t": true}')) v(j)`,
      ['1', null, 'true', null, null],
    ],
    [
      `SELECT json_format(json_extract(j, '$.b')), json_array_length(j2) FROM (VALUES ('{"b": [1, 2]}', '[1, ` +
        `2]')) v(j, j2)`,
      ['[1,2]', 2n],
    ],
    [
      "SELECT date_parse('2013-07-01 05:06:07', '%Y-%m-%d %H:%i:%s'), date_format(TIMESTAMP '2013-07-01 15:06:07', " +
        "'%d.%c.%y %T %M %b %h%p'), try(date_parse('x', '%Y'))",
      [new Date('2013-07-01T05:06:07Z'), '01.7.13 15:06:07 July Jul 03PM', null],
    ],
    [
      "SELECT from_iso8601_date('2013-01-31'), last_day_of_month(DATE '2013-02-01'), bitwise_and(6, 3), " +
        'bitwise_or(6, 1)',
      ['2013-01-31', '2013-02-28', 2, 7],
    ],
    [
      'SELECT transform(ARRAY[1, 2], x -> x + 1), filter(ARRAY[1, 2], x -> x > 1), sequence(3, 1)',
      ['[2, 3]', '[2]', '[3, 2, 1]'],
    ],
    ["WITH c (month, id) AS (SELECT id, month FROM t) SELECT count(*) FROM c WHERE id = '07' AND month > 1", [2n]],
    ['SELECT 7/2, -7/2, 7%3, 7e0/2, 7/2e0', [3, -3, 1, 3.5, 3.5]],
    ['SELECT sum(id)/count(*), avg(id), count_if(id > 1) FROM t', [2n, 2, 2n]],
    [
      "SELECT date_trunc('month', d), date_trunc('day', seen) FROM t WHERE id = 1",
      ['2024-01-01', new Date('2024-01-31T00:00:00Z')],
    ],
    [
      "SELECT date_add('month', 1, d), date_diff('day', d, DATE '2024-03-01'), d + INTERVAL '1' DAY FROM t " +
        'WHERE id = 1',
      ['2024-02-29', 30n, expect.anything()],
    ],
    [
      "SELECT try_cast('x' AS integer), try_cast('7' AS integer), cast(id AS varchar), try(1/(id - 1)) FROM t " +
        'WHERE id = 1',
      [null, 7, '1', null],
    ],
    ['SELECT id / 2, count(*) FROM t GROUP BY id / 2 ORDER BY id / 2 DESC', [1, 2n]],
    ['SELECT approx_distinct(id), arbitrary(month), max_by(name, id), min_by(id, ratio) FROM t', [3n, '07', null, 3]],
    [
      "SELECT regexp_like('abc', 'b+'), regexp_replace('a1b2', '\\d', 'x'), split_part('a,b', ',', 2), " +
        "strpos('abc', 'c'), substr('hello', 2, 3)",
      [true, 'axbx', 'b', 3n, 'ell'],
    ],
    [
      'SELECT year(d), month(d), day_of_week(d), extract(DOW FROM d), quarter(d) FROM t WHERE id = 1',
      [2024n, 1n, 3n, 3n, 1n],
    ],
    [
      "SELECT cardinality(ARRAY[1,2]), ARRAY[1,2][1], element_at(ARRAY[1,2], 2), contains(ARRAY['a'], 'a')",
      [2n, 1, 2, true],
    ],
    ["SELECT 1.5, 1e10, DECIMAL '1.20'", ['1.5', 1e10, expect.stringMatching(/^1\.20/)]],
    ["SELECT count(*) FROM t WHERE id != 1 AND name IS NULL OR (d = DATE '2024-02-01')", [2n]],
    ['SELECT count(*) FROM t GROUP BY GROUPING SETS ((), (month)) HAVING count(*) > 2 LIMIT 1', [3n]],
    ['SELECT "month", "ID" FROM "t" WHERE id = 3', ['07', 3]],
  ])('%s', async (sql, expected) => {
    expect((await lake.rows(sql))[0]).toEqual(expected);
  });

  it('names outputs as Athena does', async () => {
    const { columns } = await lake.run('SELECT id AS "Id", count(*) OVER (), 1 + 1, t.month FROM t');

    expect(columns.map((column) => column.name)).toEqual(['id', '_col1', '_col2', 'month']);
  });

  it('binds execution parameters as literals', async () => {
    const { rows } = await lake.query.run('SELECT id FROM t WHERE month = ? AND id > ?', { parameters: ["'07'", '2'] });

    expect(rows).toEqual([[3]]);
    await expect(lake.query.run('SELECT ?', { parameters: ['(SELECT 1)'] })).rejects.toMatchObject({ code: 'SLC7006' });
  });
});

describe('what is refused', () => {
  it.each([
    ['SELECT nope FROM t', 'SLC7001', /^COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved/],
    [
      'SELECT 1\nFROM nope',
      'SLC7001',
      /^TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.sluice.nope' does not exist$/,
    ],
    ['SELECT * FROM other.t', 'SLC7001', /^SCHEMA_NOT_FOUND: line 1:15: /],
    [
      'SELECT id FROM t WHERE month = 7',
      'SLC7001',
      /^TYPE_MISMATCH: line 1:30: Cannot apply operator: varchar = integer$/,
    ],
    ["SELECT id FROM t WHERE d >= '2024-01-01'", 'SLC7001', /^TYPE_MISMATCH: .*date >= varchar\(10\)$/],
    ['SELECT id FROM t WHERE month IN (7, 8)', 'SLC7001', /^TYPE_MISMATCH/],
    ['SELECT id, count(*) FROM t', 'SLC7001', /^EXPRESSION_NOT_AGGREGATE/],
    ['SELECT a.id FROM t a, t b WHERE id = 1', 'SLC7001', /^AMBIGUOUS_NAME/],
    ['SHOW PARTITIONS nope', 'SLC7001', /^FAILED: SemanticException Table nope not found/],
    // Names that DuckDB would find.
    ["SELECT month AS m FROM t WHERE m = '07'", 'SLC7001', /^COLUMN_NOT_FOUND: line 1:32: Column 'm'/],
    ['SELECT id + 1 AS k, count(*) FROM t GROUP BY k', 'SLC7001', /^COLUMN_NOT_FOUND: line 1:46: /],
    ['SELECT id, count(*) AS c FROM t GROUP BY id HAVING c > 1', 'SLC7001', /^COLUMN_NOT_FOUND/],
    ['SELECT id AS a, a + 1 FROM t', 'SLC7001', /^COLUMN_NOT_FOUND/],
    ['SELECT t FROM t', 'SLC7001', /^COLUMN_NOT_FOUND/],
    ['SELECT date_format(d, name) FROM t', 'SLC7001', /^NOT_SUPPORTED/],
    ["SELECT date_parse('x', '%Y')", 'SLC7001', /^INVALID_FUNCTION_ARGUMENT/],
    ['SELECT 1/0', 'SLC7002', /^DIVISION_BY_ZERO/],
    ['SELECT 1e0 / (id - 1) FROM t', 'SLC7002', /^DIVISION_BY_ZERO/],
    ['SELECT cast(name AS integer) FROM t WHERE id = 1', 'SLC7002', /^INVALID_CAST_ARGUMENT/],
    ['SELEC 1', 'SLC7001', /^line 1:1: mismatched input 'SELEC'/],
    ['SELECT (1', 'SLC7001', /^line 1:\d+: syntax error/],
    ['SELECT `id` FROM t', 'SLC7001', /backquoted identifiers/],
    ["SELECT x'6162'", 'SLC7001', /not supported/],
    ['SELECT 1; SELECT 2', 'SLC7001', /mismatched input ';'/],
    ['', 'SLC7006', /length greater than or equal to 1/],
  ])('%s', async (sql, code, message) => {
    const error = await lake.failure(sql);

    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe('hostile queries', () => {
  it.each([
    "COPY t TO '/tmp/sluice-stolen.csv'",
    "ATTACH '/tmp/x.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'PRAGMA database_list',
    "SET memory_limit = '1TB'",
    'CREATE TABLE x AS SELECT 1',
    'INSERT INTO t VALUES (1)',
    'DELETE FROM t',
    'SELECT * FROM t; DROP TABLE t',
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM glob('/*')",
    "SELECT content FROM (SELECT * FROM read_blob('/etc/passwd'))",
    "WITH c AS (SELECT * FROM parquet_scan('/tmp/x')) SELECT * FROM c",
    "SELECT getenv('HOME')",
    "SELECT current_setting('allowed_paths')",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM sluice_scan_0_files',
    'SELECT * FROM information_schema.tables',
    "SELECT id FROM t WHERE id IN (SELECT 1 FROM read_csv('/etc/passwd'))",
    'SELECT sluice_divisor(1, 1)',
    "SELECT error('x')",
    'SELECT COLUMNS(*) FROM t',
    'SELECT * EXCLUDE (id) FROM t',
    'SELECT * REPLACE (1 AS id) FROM t',
    'SELECT DISTINCT ON (id) name FROM t',
    'SELECT id FROM t LIMIT 10%',
    'SELECT id FROM t UNION BY NAME SELECT id FROM t',
    'SELECT 0x10',
    'FROM t',
    'SELECT id::VARCHAR FROM t',
    'PIVOT t ON id USING count(*)',
    'SELECT * FROM t TABLESAMPLE 10%',
    'SELECT * FROM t QUALIFY row_number() OVER () = 1',
    "SELECT {'a': 1}",
    'SELECT [1]',
    'EXPLAIN ANALYZE SELECT * FROM t',
    "EXPLAIN SELECT * FROM read_csv('/etc/passwd')",
    "CREATE EXTERNAL TABLE evil (a string) LOCATION 's3://../../etc/'",
    "CREATE EXTERNAL TABLE evil (a string) LOCATION '/etc/'",
  ])('%s', async (sql) => {
    const error = await lake.failure(sql);

    expect(error.code).toMatch(/^SLC700[126]$/);
    expect(error.message).not.toContain(lake.folder);
  });

  it('a table over the service’s own state is no way to read it', async () => {
    await lake.run(
      "CREATE EXTERNAL TABLE IF NOT EXISTS state (kind string) STORED AS PARQUET LOCATION 's3://service/state/'",
    );

    expect((await lake.failure('SELECT * FROM state')).message).toMatch(/^HIVE_/);
  });
});
