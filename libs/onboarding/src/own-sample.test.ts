import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf } from '@sluice/codegen';
import { lintContract, readContract } from '@sluice/contract';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { inferContract } from './infer.ts';
import { rejections } from './sample.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'sluice-sample-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

/** Cells of one kind each, as files of many makers have them; some look like two kinds. */
const KINDS = [
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.nat(9999), fc.nat(999)).map(([whole, part]) => `${whole},${part}`),
  fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -30, max: 30 })).map(([a, b]) => `${a}e${b}`),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  fc
    .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => `${String(a).padStart(2, '0')}/${String(b).padStart(2, '0')}/2026`),
  fc.constantFrom('true', 'False', 'TRUE', 'yes'),
  fc.constantFrom('007', '+34600111222', '-0', '0', '00', '.5', '5.', '+', '-', '1_000', '1 000', '0x1f', '1e400'),
  fc.constantFrom(
    'NA',
    '',
    'null',
    'NULL',
    '\\N',
    'x"y',
    'a\nb',
    ' pad ',
    'ñ',
    '日本',
    "'; --",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that Spark would expand.
    '${env:HOME}',
    '\u200b',
  ),
] as const;
const column = fc.array(fc.oneof(...KINDS), { minLength: 1, maxLength: 4 });
const pure = fc
  .nat(KINDS.length - 1)
  .chain((kind) => fc.array(KINDS[kind] ?? fc.constant(''), { minLength: 1, maxLength: 4 }));
const table = fc.array(fc.oneof(pure, column), { minLength: 1, maxLength: 4 }).map((columns) => {
  const rows = Math.max(...columns.map(({ length }) => length));
  // A first column of texts: a line of nothing but empty cells would be no record.
  return Array.from({ length: rows }, (_, row) => ['row', ...columns.map((cells) => cells[row % cells.length] ?? '')]);
});

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
/** Quoted cells stay what they are; bare ones are written as most makers do. */
function csvOf(rows: readonly (readonly string[])[], isQuoted: boolean): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => (isQuoted || /[",\n]/.test(cell) || cell !== cell.trim() ? quoted(cell) : cell)).join(',');
  const header = rows[0]?.map((_, index) => `Column ${index}`) ?? [];
  return [header, ...rows].map((cells) => `${line(cells)}\n`).join('');
}

it('a contract accepts every row of the file that it came from, whatever stands in it', async () => {
  let file = 0;
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.boolean(),
      fc.constantFrom(undefined, 'day-first', 'month-first'),
      async (rows, isQuoted, dayOrder) => {
        file += 1;
        const path = join(ROOT, `odd${file}.csv`);
        writeFileSync(path, csvOf(rows, isQuoted));

        const { document, sample } = await inferContract(path, { id: 'odd', owner: 'team', dayOrder });

        const { contract, findings } = readContract(join(ROOT, 'odd', 'contract.json'), JSON.stringify(document));
        if (contract === undefined) throw new Error(findings.map(({ message }) => message).join());
        expect(lintContract(contract).filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(sample.records).toHaveLength(rows.length);
        expect(rejections(planOf(contract), sample)).toEqual({ rejected: 0, reasons: [] });
      },
    ),
  );
});
