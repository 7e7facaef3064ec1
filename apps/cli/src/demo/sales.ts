import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Planted } from './planted.ts';

/** A second dataset: gzip, decimal commas, duplicates. Its files are made up, and the same every time. */
export const SALES = 'sales';

const DAYS = ['2026-01-14', '2026-01-15', '2026-01-16'] as const;
const ROWS_PER_DAY = 4_000;
const COUNTRIES = ['AR', 'BR', 'CL', 'CO', 'ES', 'MX', 'PE', 'UY'] as const;
/** Large enough that its head is whole: only who reads all of it sees that the end is missing. */
const CUT_ROWS = 40_000;

/** Three days of sales, one of them with repeated rows, and a file whose upload broke off. */
export async function plantSales(inbox: string): Promise<Planted> {
  const folder = join(inbox, SALES);
  await mkdir(folder, { recursive: true });
  const random = generator(20260115);
  let next = 1;
  const name = (day: string) => `sales-${day}.csv.gz`;
  const repeated = 5;
  for (const [index, day] of DAYS.entries()) {
    const rows = salesOf(day, next, ROWS_PER_DAY, random);
    next += ROWS_PER_DAY;
    const sent = index === 1 ? [...rows, ...rows.slice(0, repeated)] : rows;
    await writeFile(join(folder, name(day)), gzipSync(csv(sent)));
  }
  const whole = gzipSync(csv(salesOf('2026-01-17', next, CUT_ROWS, random)));
  const cut = name('2026-01-17');
  await writeFile(join(folder, cut), whole.subarray(0, Math.floor(whole.length * 0.8)));
  return {
    dataset: SALES,
    folder,
    files: DAYS.length + 1,
    rows: DAYS.length * ROWS_PER_DAY + repeated,
    rejected: { duplicate: repeated },
    refused: { [cut]: 'gzip-broken' },
    rescued: 0,
    mishaps: [
      { file: name(DAYS[1]), what: `${repeated} sales sent twice` },
      { file: cut, what: 'the upload broke off: a truncated gzip' },
    ],
  };
}

function csv(rows: readonly string[]): string {
  return `sale_id;pais;sold_at;monto;channel\n${rows.join('\n')}\n`;
}

function salesOf(day: string, firstId: number, rows: number, random: () => number): readonly string[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  return Array.from({ length: rows }, (_, index) => {
    const second = Math.floor((index / rows) * 86_400);
    const time = new Date(second * 1000).toISOString().slice(11, 19);
    const amount = (Math.floor(random() * 50_000) + 99) / 100;
    return [firstId + index, pick(COUNTRIES), `${day}T${time}Z`, amount.toFixed(2).replace('.', ','), pick(['shop', 'web', '-'])].join(';');
  });
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
