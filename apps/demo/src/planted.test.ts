import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadDataset } from '@sluice/contract';
import { CHECKOUT } from '@sluice/lake/local';
import type { Plan } from '@sluice/protocol';
import { readAll } from '@sluice/reader';
import { beforeAll, describe, expect, it } from 'vitest';
import { plantBaggage } from './baggage.ts';
import { expectedAccepted, expectedRejected, incomingKey, nameOfKey, type Planted } from './planted.ts';
import { plantSales } from './sales.ts';

const SALES = join(CHECKOUT, 'contracts/sales');
const PLAN = JSON.parse(readFileSync(join(SALES, 'generated/plan.json'), 'utf8')) as Plan;

describe('the sales that are planted', () => {
  let planted: Planted;
  beforeAll(async () => {
    planted = await plantSales(SALES, PLAN);
  });
  const bytesOf = (index: number): Uint8Array => {
    const body = planted.files[index]?.body;
    if (body === undefined || !('bytes' in body)) throw new Error('sales are made up here');
    return body.bytes;
  };

  it('are three whole days and one whose upload broke off', () => {
    expect(planted.files.map(({ key, expect: { state, reason } }) => [nameOfKey(key), state, reason])).toEqual([
      ['sales-2026-01-14.csv.gz', 'SUCCEEDED', null],
      ['sales-2026-01-15.csv.gz', 'SUCCEEDED', null],
      ['sales-2026-01-16.csv.gz', 'SUCCEEDED', null],
      ['sales-2026-01-17.csv.gz', 'QUARANTINED', 'gzip-broken'],
    ]);
    expect(() => gunzipSync(bytesOf(3))).toThrow('unexpected end of file');
  });

  it('are rows that the reader takes, each by itself: what is rejected are the repeated ones', () => {
    const read = [0, 1, 2].map((index) => readAll(bytesOf(index), { plan: PLAN }));
    const records = read.flatMap((each) => (each.kind === 'read' ? each.records : []));

    expect(records).toHaveLength(planted.rows);
    expect(records.filter(({ row }) => row === null)).toEqual([]);
    const ids = new Set(records.map(({ row }) => String(row?.['sale_id'])));
    expect(ids.size).toBe(expectedAccepted(planted));
    expect(expectedRejected(planted)).toBe(records.length - ids.size);
  });

  it('are the same every time', async () => {
    const again = await plantSales(SALES, PLAN);

    expect(again.files.map(({ body }) => body)).toEqual(planted.files.map(({ body }) => body));
  });
});

it('a producer of a retired dataset drops one file, of which nothing is loaded', () => {
  const planted = plantBaggage(loadDataset(CHECKOUT, 'baggage'));

  expect(planted.files).toMatchObject([{ expect: { state: 'IGNORED', reason: 'contract-retired' } }]);
  expect([planted.rows, expectedAccepted(planted), expectedRejected(planted)]).toEqual([0, 0, 0]);
});

it.each([
  ['incoming/flights/2013/', '2013/'],
  ['incoming/flights/incoming/flights/a', 'incoming/flights/a'],
  ['other/a', 'other/a'],
])('people know %s as %s', (key, name) => {
  expect(nameOfKey(key)).toBe(name);
  if (key.startsWith('incoming/')) expect(incomingKey('flights', name)).toBe(key);
});
