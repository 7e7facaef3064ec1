import { type HeadFile, pruningVerdict } from '@sluice/query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, footerOf, openTestLake, type TestLake, writeParquet } from '../testing/lake.ts';

let lake: TestLake;
const heads: Record<string, HeadFile[]> = { flights: [], single: [] };

beforeAll(async () => {
  lake = await openTestLake();
  for (const [name, months] of [
    ['flights', ['01', '02', '03', '04']],
    ['single', ['01']],
  ] as const) {
    await createTable(lake, name, ['carrier string', 'delay int', 'distance double'], ['year string', 'month string']);
    for (const month of months) {
      const path = await writeParquet(
        lake,
        `${name}/year=2013/month=${month}/x.parquet`,
        "SELECT 'C' || i % 9 AS carrier, (random() * 500)::INTEGER AS delay, random() AS distance FROM " +
          'range(20000) t(i)',
        5000,
      );
      heads[name]?.push({ partition: { year: '2013', month }, ...(await footerOf(path)) });
    }
    await lake.run(`MSCK REPAIR TABLE ${name}`);
  }
});
afterAll(async () => lake.close());

const verdict = (sql: string, files = heads) => pruningVerdict(lake.query, { sql, heads: files });

describe('the pruning verdict', () => {
  it('a query with the partition filter is pruned, and its bytes are those of the batch heads', async () => {
    const found = await verdict(
      "SELECT carrier, avg(delay) FROM flights WHERE year = '2013' AND month = '02' GROUP BY carrier",
    );

    expect(found).toMatchObject({ verdict: 'pruned', partitionsTouched: 1, partitionsRegistered: 4 });
    expect(Math.abs(found.scannedBytes - found.expectedBytes)).toBeLessThanOrEqual(
      Math.max(found.expectedBytes * 0.01, 256 * 8),
    );
    expect(found.bytesWithoutPruning).toBeGreaterThan(found.scannedBytes * 3.9);
    expect(found.result.rows).toHaveLength(9);
  });

  it('a query without the partition filter is a full scan', async () => {
    const found = await verdict('SELECT carrier, avg(delay) FROM flights GROUP BY carrier');

    expect(found).toMatchObject({
      verdict: 'full scan',
      partitionsTouched: 4,
      partitionsRegistered: 4,
      reason: 'flights: 4 of 4 partitions are read',
    });
    expect(found.expectedBytes).toBe(found.bytesWithoutPruning);
  });

  it.each([
    ["SELECT avg(delay) FROM flights WHERE month >= '01'", 'full scan'],
    ['SELECT avg(delay) FROM flights WHERE delay = 7', 'full scan'],
    [
      "SELECT count(*) FROM flights WHERE (month = '01' AND year = '2013') OR (month = '03' AND year = '2012')",
      'pruned',
    ],
    [
      "SELECT a.delay FROM flights a JOIN flights b ON a.delay = b.delay AND b.month = '01' WHERE a.month = " +
        "'02' LIMIT 1",
      'pruned',
    ],
    ["SELECT a.delay FROM flights a JOIN flights b ON a.delay = b.delay WHERE a.month = '02' LIMIT 1", 'full scan'],
    ["SELECT count(*) FROM single WHERE month = '01'", 'pruned'],
    ['SELECT count(*) FROM single', 'full scan'],
    ["SELECT count(*) FROM flights WHERE month = '12'", 'no data'],
    ['SELECT 1', 'no data'],
  ])('%s: %s', async (sql, expected) => {
    expect((await verdict(sql)).verdict).toBe(expected);
  });

  it('a partition without committed rows is no data, not a pass', async () => {
    expect((await verdict("SELECT count(*) FROM flights WHERE month = '02'", { flights: [] })).verdict).toBe('no data');
  });

  it('more bytes than the batch heads know of are seen', async () => {
    await writeParquet(
      lake,
      'flights/year=2013/month=04/stray.parquet',
      "SELECT 'X' AS carrier, (random() * 500)::INTEGER AS delay, random() AS distance FROM range(20000)",
    );

    const found = await verdict("SELECT avg(delay) FROM flights WHERE month = '04'");

    expect(found).toMatchObject({
      verdict: 'full scan',
      reason: expect.stringMatching(/^\d+ bytes were scanned where the touched partitions hold \d+/),
    });
  });

  it('a service that is not there is said to be', async () => {
    const { createQueryClient } = await import('@sluice/query');
    const client = createQueryClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      database: 'sluice',
      workGroup: 'sluice',
    });

    await expect(client.run('SELECT 1')).rejects.toMatchObject({ code: 'SLC7005' });
  });
});
