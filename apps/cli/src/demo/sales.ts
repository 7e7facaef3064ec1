import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PreparedDataset } from '../ingest/prepared.ts';
import { sheetOf, sheetText } from './mishaps.ts';
import type { Planted } from './planted.ts';
import { syntheticDay } from './synthetic.ts';

/** A second dataset: gzip, decimal commas, duplicates. Its files are made up from its plan, and the same every time. */
export const SALES = 'sales';

const DAYS = ['2026-01-14', '2026-01-15', '2026-01-16'] as const;
const CUT_DAY = '2026-01-17';
const ROWS_PER_DAY = 4_000;
const REPEATED = 5;
/** Large enough that its head is whole: only who reads all of it sees that the end is missing. */
const CUT_ROWS = 40_000;

/** Three days of sales, one of them with repeated rows, and a file whose upload broke off. */
export async function plantSales(inbox: string, { plan, contract }: PreparedDataset): Promise<Planted> {
  const folder = join(inbox, SALES);
  await mkdir(folder, { recursive: true });
  const { delimiter, suffix } = plan.source;
  const sampleText = gunzipSync(await readFile(join(contract.folder, 'samples', `valid${suffix}`))).toString('utf8');
  const options = { sample: sheetOf(sampleText, delimiter), random: generator(20260115) };
  const name = (day: string) => `sales-${day}${suffix}`;
  let next = 1;
  for (const [index, day] of DAYS.entries()) {
    const sheet = syntheticDay(plan, day, next, ROWS_PER_DAY, options);
    next += ROWS_PER_DAY;
    const rows = index === 1 ? [...sheet.rows, ...sheet.rows.slice(0, REPEATED)] : sheet.rows;
    await writeFile(join(folder, name(day)), gzipSync(sheetText({ ...sheet, rows }, delimiter)));
  }
  const whole = gzipSync(sheetText(syntheticDay(plan, CUT_DAY, next, CUT_ROWS, options), delimiter));
  const cut = name(CUT_DAY);
  await writeFile(join(folder, cut), whole.subarray(0, Math.floor(whole.length * 0.8)));
  return {
    dataset: SALES,
    folder,
    files: DAYS.length + 1,
    rows: DAYS.length * ROWS_PER_DAY + REPEATED,
    rejected: { duplicate: REPEATED },
    refused: { [cut]: 'gzip-broken' },
    rescued: 0,
    mishaps: [
      { file: name(DAYS[1]), what: `${REPEATED} sales sent twice` },
      { file: cut, what: 'the upload broke off: a truncated gzip' },
    ],
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
