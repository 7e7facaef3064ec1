import { gzipSync } from 'node:zlib';
import type { Plan, PlanColumn, PlanSource } from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFileHead } from './csv/read-file-head.ts';
import { gunzipFileHead } from './gunzip-file-head.ts';
import { judgeSample } from './judge-sample.ts';
import { readAll } from './read-all.ts';
import { planFixture, textColumn } from './testing.fixture.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const RUNS = { numRuns: 1000 * SEARCH };
const LINE_END = fc.constantFrom('\n', '\r\n', '\r');
const TEXT = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '"', "'", ',', ';', '\\', '\n', '\t', '#', 'é', '€', '😀', '0', '-'),
  maxLength: 6,
});
const CELL = fc.option(TEXT, { nil: null });
const DIALECT = fc.constantFrom<Partial<PlanSource>>(
  {},
  { delimiter: ';' },
  { delimiter: '|', quote: "'", escape: "'" },
  { escape: '\\' },
  { delimiter: ';', escape: '\\' },
);

interface Written {
  readonly plan: Plan;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly text: string;
}

/**
 * A table of two text columns, written with random line ends, quotes where they are needed and where they are not, and
 * blank lines.
 */
const TABLE: fc.Arbitrary<Written> = fc
  .record({
    dialect: DIALECT,
    rows: fc.array(fc.tuple(CELL, CELL), { minLength: 1, maxLength: 8 }),
    ends: fc.array(LINE_END, { minLength: 10, maxLength: 10 }),
    quoteAll: fc.boolean(),
    blanks: fc.array(fc.constantFrom('', '', '', '\n', ' \t\n'), { minLength: 10, maxLength: 10 }),
    isClosed: fc.boolean(),
  })
  .map(({ dialect, rows, ends, quoteAll, blanks, isClosed }) => {
    const plan = planFixture([textColumn('a'), textColumn('b')], dialect);
    const lines = [['a', 'b'], ...rows].map((row) =>
      row.map((cell) => written(cell, plan.source, quoteAll)).join(plan.source.delimiter),
    );
    const text = lines
      .map((line, at) => line + (at < lines.length - 1 || isClosed ? `${ends[at]}${blanks[at]}` : ''))
      .join('');
    return { plan, rows, text };
  });

function written(cell: string | null, { delimiter, quote, escape: escaper }: PlanSource, quoteAll: boolean): string {
  if (cell === null) return '';
  const needsQuotes =
    quoteAll ||
    cell === '' ||
    cell.includes(delimiter) ||
    cell.startsWith(quote) ||
    /[\r\n]/.test(cell) ||
    cell.trim() !== cell;
  if (!needsQuotes) return cell;
  const escaped =
    escaper === quote
      ? cell.replaceAll(quote, quote + quote)
      : cell.replaceAll(escaper, escaper + escaper).replaceAll(quote, escaper + quote);
  return quote + escaped + quote;
}

describe('reading', () => {
  it('a table written as CSV reads back', () => {
    fc.assert(
      fc.property(TABLE, ({ plan, rows, text }) => {
        const read = readAll(Buffer.from(text), { plan });

        expect(read.kind === 'read' ? read.records.map(({ row }) => [row?.['a'], row?.['b']]) : read).toEqual(rows);
      }),
      RUNS,
    );
  });

  it('cutting a file head at any byte changes nothing before the cut and judges nothing at it', () => {
    fc.assert(
      fc.property(TABLE, fc.double({ min: 0, max: 1, noNaN: true }), ({ plan, text }, share) => {
        const bytes = Buffer.from(text);
        const whole = readAll(bytes, { plan });
        const cut = Math.floor(share * bytes.length);

        const part = readFileHead(bytes.subarray(0, cut), { plan, complete: false });

        if (whole.kind !== 'read' || part.kind === 'refused')
          throw new Error(`refused: ${JSON.stringify([whole, part])}`);
        if (part.kind === 'need-more') return;
        expect(part.records).toEqual(whole.records.slice(0, part.records.length));
        // A record is there exactly when its line end is: the next one starts at or before the cut.
        const started = whole.records.filter(({ offset }) => offset < cut).length;
        expect(part.records.length).toBeGreaterThanOrEqual(started - 1);
        expect(part.records.length).toBeLessThanOrEqual(started);
      }),
      RUNS,
    );
  });

  it('cutting the gzip bytes changes nothing before the cut either', () => {
    fc.assert(
      fc.property(TABLE, fc.double({ min: 0, max: 1, noNaN: true }), ({ plan, text }, share) => {
        const gzipPlan: Plan = { ...plan, source: { ...plan.source, compression: 'gzip' } };
        const bytes = gzipSync(text);
        const whole = readAll(bytes, { plan: gzipPlan });

        const part = readFileHead(bytes.subarray(0, Math.floor(share * bytes.length)), {
          plan: gzipPlan,
          complete: false,
        });

        if (whole.kind !== 'read' || part.kind === 'refused')
          throw new Error(`refused: ${JSON.stringify([whole, part])}`);
        if (part.kind === 'read') expect(part.records).toEqual(whole.records.slice(0, part.records.length));
      }),
      { numRuns: 300 * SEARCH },
    );
  });

  it('places name the line and the byte where a record begins', () => {
    fc.assert(
      fc.property(TABLE, ({ plan, text }) => {
        const bytes = Buffer.from(text);
        const read = readAll(bytes, { plan });

        if (read.kind !== 'read') throw new Error(JSON.stringify(read));
        for (const { line, offset } of read.records) {
          const before = bytes.subarray(0, offset).toString();
          expect(line).toBe(before.split(/\r\n|\r|\n/).length);
        }
      }),
      RUNS,
    );
  });

  it('any bytes give a verdict and never an exception', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom(34, 44, 10, 13, 32, 97, 92, 0xef, 0xbb, 0xbf, 0xc3, 0x81, 9), { maxLength: 60 })
        .map((codes) => Uint8Array.from(codes)),
    );
    const encoding = fc.constantFrom<PlanSource['encoding']>('utf-8', 'windows-1252', 'iso-8859-1');
    fc.assert(
      fc.property(bytes, DIALECT, encoding, fc.boolean(), fc.boolean(), (body, dialect, name, isGzip, complete) => {
        const plan = planFixture([textColumn('a')], {
          ...dialect,
          encoding: name,
          compression: isGzip ? 'gzip' : 'none',
        });
        const input = isGzip ? Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), body]) : body;

        const read = readFileHead(input, { plan, complete });
        const { kind } = read.kind === 'need-more' ? read : judgeSample(read, plan);
        expect(['refused', 'accepted', 'need-more']).toContain(kind);
      }),
      { numRuns: 3000 * SEARCH },
    );
  });

  it('any cell gives a verdict in every type', () => {
    const types = ['int', 'bigint', 'double', 'decimal(12,2)', 'boolean', 'date', 'timestamp'];
    const columns = types.map((type, at): PlanColumn => ({ ...textColumn(`c${at}`), type }));
    const plan = planFixture(columns);
    const cell = fc.stringMatching(/^[0-9+\-.:TZeE ]{0,24}$/);
    fc.assert(
      fc.property(fc.array(cell, { minLength: types.length, maxLength: types.length }), (cells) => {
        const text = `${columns.map(({ name }) => name).join(',')}\n${cells.map((text) => `"${text}"`).join(',')}\n`;

        const read = readAll(Buffer.from(text), { plan });

        expect(read.kind === 'read' && read.records.length).toBe(1);
      }),
      RUNS,
    );
  });
});

describe('gunzipFileHead', () => {
  it('gives back what was compressed, in as many members as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 500 }), { minLength: 1, maxLength: 4 }), (members) => {
        const input = Buffer.concat(members.map((member) => gzipSync(member)));

        const out = gunzipFileHead(input, { complete: true, limit: 1e6, maxInflatedBytes: 1e6 });

        expect(out).toEqual({ kind: 'inflated', bytes: Buffer.concat(members), complete: true, limited: false });
      }),
      { numRuns: 300 * SEARCH },
    );
  });

  it('never inflates beyond the limit, and what it gives is the beginning', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 1, max: 50_000 }),
        fc.nat({ max: 255 }),
        (size, limit, byte) => {
          const content = Buffer.alloc(size, byte);

          const out = gunzipFileHead(gzipSync(content), { complete: true, limit, maxInflatedBytes: 1e9 });

          if (out.kind !== 'inflated') throw new Error(out.detail);
          expect(out.bytes.length).toBeLessThanOrEqual(limit);
          expect(out.limited).toBe(size > limit);
          expect(content.subarray(0, out.bytes.length).equals(out.bytes)).toBe(true);
        },
      ),
      { numRuns: 300 * SEARCH },
    );
  });
});
