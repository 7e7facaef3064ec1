import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  type GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLake, type TestLake, writeParquet } from '../testing/lake.ts';
import { identifier, literal } from './sql-text.ts';

/** Texts that mean something to SQL, to a shell, to a pattern or to an engine that replaces variables. */
const HOSTILE = [
  ['$', '{env:home}'].join(''),
  ['$', '{hiveconf:x}'].join(''),
  "'; drop table t; --",
  "' || (select 1) || '",
  '"; select 1; --',
  'a"b\'c`d',
  '\\',
  "\\'",
  '\\u0027',
  '-- no comment',
  '/* no comment */',
  ';',
  'two\nlines',
  '$1 $$x$$ ?',
  '[0-9]*{a,b}',
  'sluice_scan_0',
];

let lake: TestLake;

/** A table whose columns, keys, files and partitions are all named by hostile texts. */
async function createHostile(glue: GlueClient, name: string, text: string): Promise<void> {
  // A colon ends the name of a field, and brackets and commas are the type's own.
  const field = text.replaceAll(/[:<>(),]/g, '.').trim();
  // A key of a lake holds no backslash.
  const folder = `${name}/${text.replaceAll('\\', '|')}/`;
  await writeParquet(
    lake,
    `${folder}part ${text.replaceAll(/[/\\]/g, '')}.parquet`,
    `SELECT 1 AS id, ${literal(text)} AS ${identifier(`c ${text}`)}, {${identifier(field)}: 5} AS s`,
  );
  // A neighbour that a pattern would match.
  await writeParquet(lake, `${name}/0a/part.parquet`, `SELECT 9 AS id`);
  const Location = `s3://processed/${folder}`;
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'sluice',
      TableInput: {
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        StorageDescriptor: {
          Columns: [
            { Name: 'id', Type: 'int' },
            { Name: `c ${text}`, Type: 'string' },
            { Name: 's', Type: `struct<${field}:int>` },
          ],
          Location,
        },
        PartitionKeys: [{ Name: `k ${text}`, Type: 'string' }],
      },
    }),
  );
  const values = [text, 'other', 'third'];
  await glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: 'sluice',
      TableName: name,
      PartitionInputList: values.map((value) => ({
        Values: [value],
        StorageDescriptor: { Location: value === text ? Location : `s3://processed/${name}/nowhere/` },
      })),
    }),
  );
}

beforeAll(async () => {
  lake = await openTestLake();
  for (const [index, text] of HOSTILE.entries()) await createHostile(lake.glue, `t${index}`, text);
});
afterAll(async () => lake.close());

const cases = HOSTILE.map((text, index) => [text, `t${index}`] as const);

describe.each(cases)('%j', (text, table) => {
  const column = identifier(`c ${text}`);
  const key = identifier(`k ${text}`);

  it('is a value: as a literal, as a parameter, in LIKE, in a function', async () => {
    const { rows } = await lake.query.run(
      `SELECT ${literal(text)}, ?, length(${literal(text)}), concat(${literal(text)}, '!'), ` +
        `${literal(text)} LIKE ${literal(`%${text.at(-1)}`)}, replace(${literal(text)}, ${literal(text)}, 'x')`,
      { parameters: [literal(text)] },
    );

    expect(rows).toEqual([[text, text, BigInt([...text].length), `${text}!`, true, 'x']]);
  });

  it('is a name: of an output, of a subquery, of a common table', async () => {
    const { rows, columns } = await lake.run(
      `WITH ${identifier(text)} AS (SELECT 3 AS ${identifier(`i ${text}`)}) ` +
        `SELECT ${identifier(text)}.${identifier(`i ${text}`)} AS ${identifier(text)}, q.id ` +
        `FROM ${identifier(text)} CROSS JOIN (SELECT id FROM ${table}) q`,
    );

    expect(rows).toEqual([[3, 1]]);
    expect(columns.map(({ name }) => name)).toEqual([text, 'id']);
  });

  it('is a column, a key and a partition of the catalog, in a place of its name', async () => {
    const { rows, columns, statistics } = await lake.run(`SELECT * FROM ${table} WHERE ${key} = ${literal(text)}`);
    const counted = await lake.rows(`EXPLAIN SELECT id FROM ${table} WHERE ${key} IN (${literal(text)}, 'none')`);

    expect(columns.map(({ name }) => name)).toEqual(['id', `c ${text}`, 's', `k ${text}`]);
    expect([rows[0]?.[0], rows[0]?.[1], rows[0]?.[3], rows.length]).toEqual([1, text, text, 1]);
    expect(statistics.scannedBytes).toBeGreaterThan(0);
    expect(counted.flat().join('\n')).toContain('partitions: 1 of 3, files: 1');
    expect(await lake.rows(`SELECT ${column} FROM ${table} WHERE ${column} = ${literal(text)}`)).toEqual([[text]]);
    expect(await lake.rows(`SELECT ${key} FROM "${table}$partitions" ORDER BY 1`)).toEqual(
      [text, 'other', 'third'].sort().map((value) => [value]),
    );
    expect(await lake.rows(`SELECT "$path" FROM ${table}`)).toEqual([
      [expect.stringContaining(`s3://processed/${table}/${text.replaceAll('\\', '|')}/part `)],
    ]);
  });

  it('is in a view, and what the view is made of', async () => {
    const view = `v_${table}`;
    await lake.run(
      `CREATE VIEW ${view} AS SELECT id, ${column} AS ${identifier(`w ${text}`)}, ${literal(text)} AS x FROM ${table}`,
    );

    expect(await lake.rows(`SELECT ${identifier(`w ${text}`)}, x FROM ${view} WHERE x = ${literal(text)}`)).toEqual([
      [text, text],
    ]);
  });

  it('is said back in an error, and is nothing else there', async () => {
    const missing = await lake.failure(`SELECT ${identifier(`none ${text}`)} FROM ${table}`);
    const unknown = await lake.failure(`SELECT 1 FROM ${identifier(text)}`);

    expect(missing.message).toContain(`none ${text}`);
    expect(unknown.message).toContain(`.${text}' does not exist`);
  });

  it('is a database, a comment and a place of DDL', async () => {
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: `d ${text}`, Description: text } }));
    const hive = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    const place = `'s3://processed/${table}/${text.replaceAll('\\', '/').replaceAll("'", "\\'")}/'`;
    await lake.run(
      `CREATE EXTERNAL TABLE made_${table} (id int COMMENT ${hive}) COMMENT ${hive} PARTITIONED BY (p string) ` +
        `STORED AS PARQUET LOCATION ${place}`,
    );
    await lake.run(`ALTER TABLE made_${table} ADD PARTITION (p = ${hive}) LOCATION ${place}`);

    // The answer of DDL is text in lines.
    for (const line of `d ${text}`.split('\n')) expect(await lake.rows('SHOW DATABASES')).toContainEqual([line]);
    expect(await lake.rows(`SELECT p FROM "made_${table}$partitions" WHERE p = ${literal(text)}`)).toEqual([[text]]);
    expect(await lake.rows(`SELECT count(*) FROM made_${table} WHERE p = ${literal(text)}`)).toHaveLength(1);
  });
});

it.each([
  '1; drop table t0',
  '1 FROM t0',
  '(SELECT 1)',
  'id',
  "'a' || 'b'",
  "'",
  '1, 2',
  '1 LIMIT 0',
  'DISTINCT 1',
  '',
])('a parameter is one literal and not %j', async (text) => {
  await expect(lake.query.run('SELECT ?', { parameters: [text] })).rejects.toMatchObject({ code: 'SLC7006' });
});

it('a common table with the name of a scan hides no table', async () => {
  for (const name of ['sluice_scan_0', 'sluice_scan_0_files', 'sluice_scan_1']) {
    const rows = await lake.rows(
      `WITH ${name} AS (SELECT 99 AS id, 'x' AS file) SELECT a.id, b.id FROM t0 a CROSS JOIN ${name} b`,
    );
    expect(rows, name).toEqual([[1, 99]]);
  }
});

it.each(['SELECT 1\0, 2', "SELECT 'a\0b'", 'SELECT 1 AS "a\0b"', 'SELECT 1 -- \0\n', 'DROP TABLE t0\0'])(
  'NUL ends no statement early: %j is refused',
  async (sql) => {
    expect(await lake.failure(sql)).toMatchObject({ code: expect.stringMatching(/^SLC70/) });
    expect(await lake.rows('SELECT id FROM t0')).toEqual([[1]]);
  },
);

it('a place with a backslash is no place of a lake, and is refused', async () => {
  await lake.run("CREATE EXTERNAL TABLE slashed (id int) STORED AS PARQUET LOCATION 's3://processed/a/'");
  await lake.glue.send(
    new UpdateTableCommand({
      DatabaseName: 'sluice',
      TableInput: {
        Name: 'slashed',
        StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }], Location: "s3://processed/a\\'/" },
      },
    }),
  );
  expect((await lake.failure('SELECT * FROM slashed')).message).toContain('is no address of this lake');
});

it('a type of the catalog is a type or nothing', async () => {
  const types = ['int); DROP TABLE t0; --', "string', x: 'y", 'struct<a\0b:int>', 'decimal(1,1) default 0'];
  for (const [index, Type] of types.entries()) {
    await lake.glue.send(
      new CreateTableCommand({
        DatabaseName: 'sluice',
        TableInput: {
          Name: `typed${index}`,
          StorageDescriptor: { Columns: [{ Name: 'c', Type }], Location: 's3://processed/nowhere/' },
        },
      }),
    );
    expect((await lake.failure(`SELECT * FROM typed${index}`)).message, Type).toContain('HIVE_INVALID_METADATA');
  }
});
