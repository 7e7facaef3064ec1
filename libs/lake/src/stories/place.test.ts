import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plan } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../local/places.ts';
import { anatomyOf, cellPlace, lineAndColumn, recordCount } from './place.ts';

const PLAN = JSON.parse(readFileSync(`${CHECKOUT}/contracts/sales/generated/plan.json`, 'utf8')) as Plan;
const HEADER = 'sale_id;country;sold_at;monto;channel';
const bytes = (text: string) => new TextEncoder().encode(text);
const source = (changes: Partial<Plan['source']>) => ({ ...PLAN, source: { ...PLAN.source, ...changes } });

describe('a place in a file', () => {
  it('counts columns in characters, not in bytes', () => {
    const text = bytes('a;b\nñandú;x\n');

    expect(lineAndColumn(text, { line: 2, offset: 4 + bytes('ñandú;').length }, 'utf-8')).toEqual({
      line: 2,
      column: 7,
    });
    expect(lineAndColumn(text, { line: 1, offset: 0 }, 'utf-8')).toEqual({ line: 1, column: 1 });
  });

  it('leaves the byte order mark out, and a place beyond the end is the end', () => {
    expect(lineAndColumn(bytes('\uFEFFab'), { line: 1, offset: 4 }, 'utf-8')).toEqual({ line: 1, column: 2 });
    expect(lineAndColumn(bytes('ab'), { line: 1, offset: 99 }, 'utf-8')).toEqual({ line: 1, column: 3 });
  });

  it.each([
    ['1;2;3', 2, { line: 5, column: 5 }],
    ['"a;b";2;3', 1, { line: 5, column: 7 }],
    ['"a""b";2', 1, { line: 5, column: 8 }],
    ['"a\nbc";2;3', 2, { line: 6, column: 7 }],
  ])('of a cell goes by the dialect: %j, cell %i', (record, cell, place) => {
    expect(
      cellPlace(bytes(record), { line: 5, offset: 0 }, cell, source({ delimiter: ';', quote: '"', escape: '"' })),
    ).toEqual(place);
  });

  it('of a cell behind an escaped quote', () => {
    expect(cellPlace(bytes('"a\\";b";2'), { line: 1, offset: 0 }, 1, source({ escape: '\\' }))).toEqual({
      line: 1,
      column: 9,
    });
  });
});

describe('a record', () => {
  const FILE = gzipSync(`${HEADER}\n\n1;ES;2026-01-15T10:00:00Z;1,00;shop\n"2";XX;2026-02-30T10:00:00Z;1,00;kiosk\n`);

  it('is found by its index, with the place of every reason', () => {
    const found = anatomyOf(FILE, PLAN, { index: 1 });

    expect(found).toMatchObject({ record: 2, line: 4 });
    expect('reasons' in found && found.reasons).toEqual([
      { reason: 'type:sold_at', header: 'sold_at', at: { line: 4, column: 8 } },
      { reason: 'enum:channel', header: 'channel', at: { line: 4, column: 34 } },
    ]);
  });

  it('that is good has no reason, and its cells by header', () => {
    const found = anatomyOf(FILE, PLAN, { index: 0 });

    expect(found).toMatchObject({ record: 1, line: 3, reasons: [] });
    expect('cells' in found && found.cells[3]).toEqual({ header: 'monto', text: '1,00' });
  });

  it('that is not there, or whose file cannot be read, is a sentence', () => {
    expect(anatomyOf(FILE, PLAN, { index: 2 })).toEqual({ problem: 'the file has no such record' });
    expect(anatomyOf(FILE.subarray(0, 40), PLAN, { index: 0 })).toEqual({
      problem: expect.stringMatching(/^the file cannot be read: /),
    });
    expect(recordCount(FILE, PLAN)).toBe(2);
    expect(recordCount(FILE.subarray(0, 40), PLAN)).toBeUndefined();
  });
});
