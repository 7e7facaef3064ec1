import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Plan } from '@sluice/protocol';
import { sheetOf, sheetText } from './mishaps.ts';
import { incomingKey, type Planted, type PlantedFile, SUCCEEDS } from './planted.ts';
import { syntheticDay } from './synthetic.ts';

/** A second dataset: gzip, decimal commas, duplicates. Its files are made up from its plan, and the same every time. */
export const SALES = 'sales';

const DAYS = ['2026-01-14', '2026-01-15', '2026-01-16'] as const;
const CUT_DAY = '2026-01-17';
const ROWS_PER_DAY = 4_000;
const REPEATED = 5;
/** Large enough that its file head is whole: only who reads all of it sees that the end is missing. */
const CUT_ROWS = 40_000;

/**
 * Three days of sales, one of them with repeated rows, and a file whose upload broke off.
 *
 * @param folder of the contract, with a sample of good rows
 */
export async function plantSales(folder: string, plan: Plan): Promise<Planted> {
  const { delimiter, suffix } = plan.source;
  const sampleText = gunzipSync(await readFile(join(folder, 'samples', `valid${suffix}`))).toString('utf8');
  const options = { sample: sheetOf(sampleText, delimiter), random: generator(20260115) };
  const key = (day: string) => incomingKey(SALES, `sales-${day}${suffix}`);
  let next = 1;
  const files = DAYS.map((day, index): PlantedFile => {
    const sheet = syntheticDay(plan, day, next, ROWS_PER_DAY, options);
    next += ROWS_PER_DAY;
    const rows = index === 1 ? [...sheet.rows, ...sheet.rows.slice(0, REPEATED)] : sheet.rows;
    const what = index === 1 ? `${REPEATED} sales sent twice` : null;
    return {
      key: key(day),
      body: { bytes: gzipSync(sheetText({ ...sheet, rows }, delimiter)) },
      expect: SUCCEEDS,
      what,
    };
  });
  const whole = gzipSync(sheetText(syntheticDay(plan, CUT_DAY, next, CUT_ROWS, options), delimiter));
  const cut: PlantedFile = {
    key: key(CUT_DAY),
    body: { bytes: whole.subarray(0, Math.floor(whole.length * 0.8)) },
    expect: { state: 'QUARANTINED', reason: 'gzip-broken' },
    what: 'the upload broke off: a truncated gzip',
  };
  return {
    dataset: SALES,
    files: [...files, cut],
    rows: DAYS.length * ROWS_PER_DAY + REPEATED,
    rejected: { duplicate: REPEATED },
    rescued: 0,
    brokenRow: null,
    mishaps: [],
  };
}

/** mulberry32: small, seeded, good enough for amounts. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
