import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readAll } from '../read-all.ts';
import { planFixture, textColumn } from '../testing.fixture.ts';
import { FILE_HEAD_BYTES, HEADER_LIMIT, readFileHead } from './read-file-head.ts';

const plan = planFixture([textColumn('a'), textColumn('b')]);
const gzipPlan = planFixture([textColumn('a'), textColumn('b')], { compression: 'gzip' });

/**
 * Reads as intake does: the first bytes, then as many as are asked for. Returns the sizes asked for and the last
 * answer.
 */
function readAsIntake(file: Uint8Array, usedPlan = plan) {
  const sizes: number[] = [];
  for (let size = FILE_HEAD_BYTES; ; ) {
    sizes.push(size);
    const verdict = readFileHead(file.subarray(0, size), { plan: usedPlan, complete: size >= file.length });
    if (verdict.kind !== 'need-more' || sizes.length > 9) return { sizes, verdict };
    size = verdict.range.bytes;
  }
}

describe('readFileHead', () => {
  it('does not judge the record that the end of the file head cuts', () => {
    const read = readFileHead(Buffer.from('a,b\n1,2\n3'), { plan, complete: false });

    expect(read.kind === 'read' && read.records.map(({ row }) => row)).toEqual([{ a: '1', b: '2' }]);
  });

  it('judges a record whose line end is cut in the middle of CRLF', () => {
    const read = readFileHead(Buffer.from('a,b\r\n1,2\r'), { plan, complete: false });

    expect(read.kind === 'read' && read.records.length).toBe(1);
  });

  it('accepts a file head in which no record ends: the data plane will see it', () => {
    const read = readFileHead(Buffer.from(`a,b\n1,"${'x'.repeat(100)}`), { plan, complete: false });

    expect(read).toMatchObject({ kind: 'read', records: [], complete: false });
  });

  it('asks for more until a long header ends', () => {
    const { sizes, verdict } = readAsIntake(Buffer.from(`a,b,${'x'.repeat(300_000)}\n1,2,3\n`));

    expect(sizes).toEqual([65_536, 262_144, 1_048_576]);
    expect(verdict.kind).toBe('read');
  });

  it('gives up at 1 MiB', () => {
    const { sizes, verdict } = readAsIntake(Buffer.from(`a,b,${'x'.repeat(HEADER_LIMIT)}\n1,2,3\n`));

    expect(sizes.at(-1)).toBe(HEADER_LIMIT);
    expect(verdict).toEqual({
      kind: 'refused',
      reason: 'header-too-long',
      detail: 'the header does not end within 1048576 bytes',
    });
  });

  it.each([
    ['ends exactly at the limit', HEADER_LIMIT - 5, 'read'],
    ['ends one byte after it', HEADER_LIMIT - 4, 'refused'],
  ])('a header that %s', (_, size, kind) => {
    const file = Buffer.from(`a,b,${'x'.repeat(size)}\n1,2,3\n`);

    expect(readAll(file, { plan }).kind).toBe(kind);
    expect(readAsIntake(file).verdict.kind).toBe(kind);
    expect(readAsIntake(gzipSync(file), gzipPlan).verdict.kind).toBe(kind);
  });

  it('asks for more when nothing but blank lines came', () => {
    expect(readFileHead(Buffer.from('\n\n \n'), { plan, complete: false }).kind).toBe('need-more');
    expect(readFileHead(new Uint8Array(), { plan, complete: false }).kind).toBe('need-more');
  });

  it('never asks for more than there can be, whatever the first bytes of a gzip file hold', () => {
    const noise = Buffer.from(Array.from({ length: 2 * HEADER_LIMIT }, (_, at) => 97 + ((at * 7919) % 23)));

    for (const file of [
      gzipSync(noise),
      gzipSync(Buffer.alloc(50 * HEADER_LIMIT, 120)),
      gzipSync(noise, { level: 0 }),
    ]) {
      const { verdict } = readAsIntake(file, gzipPlan);
      expect(verdict).toMatchObject({ kind: 'refused', reason: 'header-too-long' });
    }
  });

  it('reads the sample of a gzip bomb within its limit, and fast', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(60_000_000, '3,4\n')]));
    expect(bomb.length).toBeLessThan(FILE_HEAD_BYTES * 4);
    const before = performance.now();

    const read = readFileHead(bomb.subarray(0, FILE_HEAD_BYTES), { plan: gzipPlan, complete: false });

    expect(performance.now() - before).toBeLessThan(5000);
    expect(read.kind === 'read' && read.records.length).toBeGreaterThan(200_000);
    expect(read.kind === 'read' && read.records.length).toBeLessThanOrEqual((HEADER_LIMIT + FILE_HEAD_BYTES) / 4);
  });

  it('stops after the records that were asked for, before what is broken behind them', () => {
    const read = readFileHead(Buffer.from('a,b\n1,2\n3,"'), { plan, complete: true, maxRecords: 1 });

    expect(read).toMatchObject({ kind: 'read', complete: false });
  });

  it('keeps rescued cells in file order, numbers as keys too', () => {
    const read = readAll(Buffer.from('z,a,1,b\n"q""r",1,x,2\n'), { plan });

    expect(read.kind === 'read' && read.records[0]?.rescued).toBe('{"z":"q\\"r","1":"x"}');
  });

  it.each([
    ['utf-8', 'a§b\n"é§"§ü\n', 'utf8'],
    ['iso-8859-1', 'a§b\n"é§"§ü\n', 'latin1'],
  ] as const)('splits at a delimiter beyond ASCII in %s', (encoding, text, bytes) => {
    const wide = planFixture([textColumn('a'), textColumn('b')], { encoding, delimiter: '§' });

    const read = readAll(Buffer.from(text, bytes), { plan: wide });

    expect(read.kind === 'read' && read.records[0]?.row).toEqual({ a: 'é§', b: 'ü' });
  });

  it.each([
    [20_480, { kind: 'read', records: [{ reasons: ['shape'] }] }],
    [20_481, { kind: 'refused', reason: 'too-many-columns', detail: 'the record of line 2 has more than 20480 cells' }],
  ])('a record of %i cells', (cells, verdict) => {
    expect(readAll(Buffer.from(`a,b\n${','.repeat(cells - 1)}\n`), { plan })).toMatchObject(verdict);
  });

  it.each([
    ['20,480 headers', `${Array.from({ length: 20_480 }, (_, at) => `c${at}`).join(',')}\n`],
    ['a run of quotes', `a,b\n${'"'.repeat(1_000_001)}`],
    ['quotes at every cell', `a,b\n${'"x"y,'.repeat(15_000)}\n`],
    ['zeros that a letter ends', `a,n\n1,${'0'.repeat(500_000)}x\n`],
    ['blanks without an end', `a,b\n1,2\n${' \t'.repeat(500_000)}`],
  ])('takes no longer than its size over a hostile file: %s', (_, text) => {
    const hostile = planFixture([
      textColumn('a'),
      { ...textColumn('n'), type: 'decimal(12,2)' },
      { ...textColumn('d'), type: 'double' },
    ]);
    const before = performance.now();

    readAll(Buffer.from(text), { plan: hostile });

    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('says that it cannot hold a file of more than half a gigabyte', () => {
    const large = planFixture([textColumn('a')], { max_bytes: 2 ** 32 });

    // Zero pages that nobody touches: this costs no memory.
    expect(() => readAll(new Uint8Array(2 ** 29 + 1), { plan: large })).toThrow(
      expect.objectContaining({ code: 'SLC4003' }),
    );
  });

  it('does not read a plan of another version', () => {
    const strange = planFixture([{ ...textColumn('a'), type: 'uuid' }]);

    expect(() => readAll(Buffer.from('a\n1\n'), { plan: strange })).toThrow(
      expect.objectContaining({
        code: 'SLC4001',
        message: 'column "a" of the plan has the type "uuid", which the reader does not know',
      }),
    );
  });

  it('refuses a file above maxBytes', () => {
    const small = planFixture([textColumn('a')], { max_bytes: 3 });

    expect(readAll(Buffer.from('a\n1\n'), { plan: small })).toMatchObject({ reason: 'too-large' });
  });

  it.each([
    ['a,b\n1,2\n3,x\0y\n', 'not-text', 'byte 11 is NUL', { line: 3, offset: 11 }],
    [
      'a,b\n1,2\n\n3,"x\n\n',
      'unclosed-quote',
      'a quote opened in the record of line 4 is never closed',
      { line: 4, offset: 9 },
    ],
    ['\n\na,,b\n1,2,3\n', 'empty-header', 'header 2 of 3 is empty', { line: 3, offset: 2 }],
    ['a,b,a\n1,2,3\n', 'duplicate-header', 'headers 1 and 3 are both "a"', { line: 1, offset: 0 }],
    ['a,b,\ufffd\n1,2,"', 'bad-encoding', 'header 3 is not valid utf-8', { line: 1, offset: 0 }],
    ['a,b', 'header-only', 'the file has a header and no record', undefined],
    ['', 'empty', 'the file has no bytes', undefined],
    ['\n \n', 'empty', 'the file has nothing but blank lines', undefined],
    ['%PDF-1.4\n', 'not-text', 'the file begins like PDF', undefined],
  ] as const)('says where and why: %j', (text, reason, detail, at) => {
    const verdict = readAll(Buffer.from(text), { plan });

    expect(verdict).toEqual({ kind: 'refused', reason, detail, ...(at && { at }) });
  });
});
