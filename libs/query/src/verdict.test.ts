import type { GlueClient } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import type { QueryClient } from './client.ts';
import type { HeadFile } from './prediction.ts';
import { pruningVerdict } from './verdict.ts';

type Partitions = readonly (readonly string[])[];

/** A table of the catalog: its keys, and its partitions page by page. */
interface CatalogTable {
  readonly keys: readonly string[];
  readonly pages: readonly Partitions[];
}

/** One mention of a table in a plan: a condition on a key each, as a list of values. */
interface Mention {
  readonly table: string;
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  readonly none?: boolean;
  readonly partitions?: Partitions;
}

const planOf = (mentions: readonly Mention[]) =>
  JSON.stringify({
    inputTableColumnInfos: mentions.map(({ table, keys = {}, none = false, partitions }) => ({
      table: { schemaTable: { schema: 'lake', table } },
      constraint: {
        none,
        columnConstraints: Object.entries(keys).map(([columnName, values]) => ({
          columnName,
          type: 'varchar',
          domain: {
            ranges: values.map((value) => ({ low: { value, bound: 'EXACTLY' }, high: { value, bound: 'EXACTLY' } })),
          },
        })),
      },
      ...(partitions === undefined ? {} : { SluicePartitions: { values: partitions } }),
    })),
  });

/**
 * A client of a lake that has these tables; its answer to EXPLAIN mentions these, and the query scans so many bytes.
 */
function clientOf(tables: Readonly<Record<string, CatalogTable>>, mentions: readonly Mention[], scannedBytes = 0) {
  const asked: string[] = [];
  const glue = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, string> }) {
      const table = tables[input['Name'] ?? input['TableName'] ?? ''];
      if (table === undefined) throw Object.assign(new Error('no such table'), { name: 'EntityNotFoundException' });
      if (name === 'GetTableCommand') return { Table: { PartitionKeys: table.keys.map((Name) => ({ Name })) } };
      const page = Number(input['NextToken'] ?? 0);
      return {
        Partitions: (table.pages[page] ?? []).map((Values) => ({ Values })),
        ...(page + 1 < table.pages.length ? { NextToken: String(page + 1) } : {}),
      };
    },
  };
  const client = {
    glue: glue as unknown as GlueClient,
    database: 'lake',
    close() {},
    async run(sql: string) {
      asked.push(sql);
      const rows = sql.startsWith('EXPLAIN')
        ? planOf(mentions)
            .split('\n')
            .map((line) => [line])
        : [];
      return { rows, statistics: { scannedBytes } } as never;
    },
  } satisfies QueryClient;
  return { client, asked };
}

const file = (year: string, changes: Partial<HeadFile> = {}): HeadFile => ({
  partition: { year },
  columns: { delay: 1_000_000, carrier: 50_000 },
  footer_bytes: 500,
  rows: 10,
  ...changes,
});
const FLIGHTS: CatalogTable = { keys: ['year'], pages: [[['2011'], ['2012']], [['2013']]] };
const HEADS = { flights: ['2011', '2012', '2013'].map((year) => file(year)) };
const SQL = 'SELECT sum(delay) FROM flights';

describe('a query', () => {
  it(
    'that names its partition is pruned: counted over all pages of the catalog, by the columns ' + 'that it reads',
    async () => {
      const { client, asked } = clientOf(
        { flights: FLIGHTS },
        [{ table: 'flights', keys: { year: ['2013'] } }],
        1_000_500,
      );

      expect(await pruningVerdict(client, { sql: SQL, heads: HEADS })).toMatchObject({
        verdict: 'pruned',
        reason: '1 of 3 partitions are read',
        partitionsTouched: 1,
        partitionsRegistered: 3,
        scannedBytes: 1_000_500,
        expectedBytes: 1_000_500,
        bytesWithoutPruning: 3_001_500,
      });
      expect(asked).toEqual([`EXPLAIN (TYPE IO, FORMAT JSON) ${SQL}`, SQL]);
    },
  );

  it.each<[what: string, mentions: readonly Mention[], verdict: string, reason: string]>([
    ['names no partition', [{ table: 'flights' }], 'full scan', 'flights: 3 of 3 partitions are read'],
    [
      'names all of them',
      [{ table: 'flights', keys: { year: ['2011', '2012', '2013'] } }],
      'full scan',
      'flights: 3 of 3 partitions are read',
    ],
    [
      'names a column that is no key',
      [{ table: 'flights', keys: { carrier: ['UA'] } }],
      'full scan',
      'flights: 3 of 3 partitions are read',
    ],
    [
      'names a partition that is not there',
      [{ table: 'flights', keys: { year: ['1999'] } }],
      'no data',
      'flights: no committed row lies in the 0 partitions that the query reads',
    ],
    [
      'can read nothing',
      [{ table: 'flights', none: true }],
      'no data',
      'flights: no committed row lies in the 0 partitions that the query reads',
    ],
    ['reads no table', [], 'no data', 'the query reads no table'],
    [
      'reads a table twice, once all of it',
      [{ table: 'flights', keys: { year: ['2013'] } }, { table: 'flights' }],
      'full scan',
      'flights: 3 of 3 partitions are read',
    ],
    [
      'reads a table twice, a part each',
      [
        { table: 'flights', keys: { year: ['2013'] } },
        { table: 'flights', keys: { year: ['2012'] } },
      ],
      'pruned',
      '2 of 3 partitions are read',
    ],
    [
      'is told which partitions exactly',
      [{ table: 'flights', keys: { year: ['2011', '2012', '2013'] }, partitions: [['2012']] }],
      'pruned',
      '1 of 3 partitions are read',
    ],
  ])('that %s', async (_, mentions, verdict, reason) => {
    const { client } = clientOf({ flights: FLIGHTS }, mentions);

    expect(await pruningVerdict(client, { sql: SQL, heads: HEADS })).toMatchObject({ verdict, reason });
  });

  it.each([
    [1_010_505, 'pruned'],
    [1_010_506, 'full scan'],
  ] as const)('that scans %i bytes, where 1 percent above 1,000,500 is allowed: %s', async (scanned, verdict) => {
    const { client } = clientOf({ flights: FLIGHTS }, [{ table: 'flights', keys: { year: ['2013'] } }], scanned);

    const found = await pruningVerdict(client, { sql: SQL, heads: HEADS });

    expect(found.verdict).toBe(verdict);
    if (verdict === 'full scan')
      expect(found.reason).toBe(
        `${scanned} bytes were scanned where the touched partitions hold 1000500 for these columns`,
      );
  });

  it('of the only partition is pruned when it says so, and not when it says nothing', async () => {
    const one = { flights: { keys: ['year'], pages: [[['2013']]] } };
    const heads = { flights: [file('2013')] };
    const named = clientOf(one, [{ table: 'flights', keys: { year: ['2013'] } }]);
    const unnamed = clientOf(one, [{ table: 'flights' }]);

    expect((await pruningVerdict(named.client, { sql: SQL, heads })).verdict).toBe('pruned');
    expect((await pruningVerdict(unnamed.client, { sql: SQL, heads })).verdict).toBe('full scan');
    const once = clientOf(one, [{ table: 'flights', keys: { year: ['2013'] } }, { table: 'flights' }]);
    expect((await pruningVerdict(once.client, { sql: SQL, heads })).verdict).toBe('full scan');
  });

  it('of a partition whose files have no rows, or that no commit wrote, has no data', async () => {
    const { client } = clientOf({ flights: FLIGHTS }, [{ table: 'flights', keys: { year: ['2013'] } }]);
    const reason = 'flights: no committed row lies in the 1 partitions that the query reads';

    for (const heads of [{ flights: [file('2013', { rows: 0 })] }, { flights: [file('2012')] }, {}])
      expect(await pruningVerdict(client, { sql: SQL, heads })).toMatchObject({ verdict: 'no data', reason });
  });

  it('of two tables is judged by the worse, and costs both', async () => {
    const planes = { keys: ['year'], pages: [[['2012'], ['2013']]] };
    const { client } = clientOf({ flights: FLIGHTS, planes }, [
      { table: 'flights', keys: { year: ['2013'] } },
      { table: 'planes' },
    ]);
    const heads = { ...HEADS, planes: [file('2012'), file('2013')] };

    expect(await pruningVerdict(client, { sql: SQL, heads })).toMatchObject({
      verdict: 'full scan',
      reason: 'planes: 2 of 2 partitions are read',
      partitionsTouched: 3,
      partitionsRegistered: 5,
      expectedBytes: 3 * 1_000_500,
    });
  });

  it('matches keys in the order of the table and whatever their capitals', async () => {
    const table = {
      keys: ['Year', 'month'],
      pages: [
        [
          ['2013', '07'],
          ['2013', '08'],
          ['2012', '07'],
        ],
      ],
    };
    const { client } = clientOf({ flights: table }, [{ table: 'flights', keys: { month: ['07'], YEAR: ['2013'] } }]);
    const of = (year: string, month: string) => file(year, { partition: { year, month } });
    const heads = { flights: [of('2013', '07'), of('2013', '08'), of('2012', '07')] };

    expect(await pruningVerdict(client, { sql: SQL, heads })).toMatchObject({
      partitionsTouched: 1,
      expectedBytes: 1_000_500,
    });
  });

  it('of a table without partition keys reads it whole', async () => {
    const { client } = clientOf({ flat: { keys: [], pages: [[]] } }, [{ table: 'flat' }]);

    expect(await pruningVerdict(client, { sql: SQL, heads: { flat: [file('', { partition: {} })] } })).toMatchObject({
      verdict: 'full scan',
      reason: 'flat: 1 of 1 partitions are read',
    });
  });

  it('of a table that the catalog does not know is a coded error', async () => {
    const { client } = clientOf({}, [{ table: 'flights' }]);

    await expect(pruningVerdict(client, { sql: SQL, heads: HEADS })).rejects.toMatchObject({ code: 'SLC7006' });
  });

  it('of a dataset or column that is called like a part of every object is judged like any other', async () => {
    const one = { keys: ['year'], pages: [[['2012'], ['2013']]] };
    const { client } = clientOf({ constructor: one }, [{ table: 'constructor', keys: { year: ['2013'] } }]);
    const sql = 'SELECT constructor FROM constructor';

    expect((await pruningVerdict(client, { sql, heads: {} })).verdict).toBe('no data');
    const heads = { flights: [], constructor: [file('2012', { columns: { constructor: 7 } }), file('2013')] };
    expect(await pruningVerdict(client, { sql, heads })).toMatchObject({
      verdict: 'pruned',
      expectedBytes: 500,
      bytesWithoutPruning: 1_007,
    });
  });
});
