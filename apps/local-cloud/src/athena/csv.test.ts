import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine, readCsv } from './csv.ts';
import { readRows } from './result-reader.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const value = fc.option(fc.oneof(fc.string(), fc.constantFrom('', '"', '""', ',', '\n', '",\n"', 'ñ€𝄞')));
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 8 }));

it('a result reads back as it was written, null apart from the empty text', () => {
  fc.assert(
    fc.property(table, (rows) => {
      expect([...readCsv(rows.map(csvLine).join(''))]).toEqual(rows);
    }),
  );
});

it('pages of any size give every row once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rows-'));
  const file = join(folder, 'x.csv');
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 5 }), async (rows, size) => {
      writeFileSync(file, rows.map(csvLine).join(''));
      const seen = [];
      let offset: number | undefined = 0;
      while (offset !== undefined) {
        const page: Awaited<ReturnType<typeof readRows>> = await readRows(file, offset, size, true);
        seen.push(...page.rows);
        offset = page.next;
      }

      expect(seen).toEqual(rows);
    }),
    { numRuns: 60 * SEARCH },
  );
  rmSync(folder, { recursive: true });
});
