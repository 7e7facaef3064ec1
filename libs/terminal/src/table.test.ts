import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { palette, withoutColour } from './colour.ts';
import { type TableColumn, table, width } from './table.ts';

const cell = fc.oneof(
  fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[\p{C}\p{Z}]/gu, ' ')),
  fc.constantFrom('', '日本語の長い名前', 'e\u0301clair', '🛫 flights', 'incoming/flights/flights-2013-01-01.csv'),
);
const column: fc.Arbitrary<TableColumn> = fc.record({
  title: fc.constantFrom('', 'file', 'a longer title'),
  align: fc.constantFrom('left', 'right'),
  cut: fc.constantFrom('middle', 'end'),
});
const drawn = fc.array(column, { minLength: 1, maxLength: 5 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), { maxLength: 6 }),
    fit: fc.integer({ min: 1, max: 160 }),
  }),
);
const linesOf = (text: string) => text.split('\n').slice(0, -1);

describe('a table', () => {
  it('has a line for every row, below a title and a rule, whatever the room', () => {
    fc.assert(
      fc.property(drawn, ({ columns, rows, fit }) => {
        expect(linesOf(table(columns, rows, { fit }))).toHaveLength(rows.length + 2);
      }),
    );
  });

  it('is never wider than it must be: it fits, or every text column is as narrow as it gets', () => {
    fc.assert(
      fc.property(drawn, ({ columns, rows, fit }) => {
        const widest = Math.max(...linesOf(table(columns, rows, { fit })).map(width));
        const natural = (index: number) =>
          Math.max(width(columns[index]?.title ?? ''), ...rows.map((row) => width(row[index] ?? '')));
        const least = columns.map(({ align }, index) =>
          align === 'right' ? natural(index) : Math.min(natural(index), 12),
        );
        const narrowest = 2 + least.reduce((sum, each) => sum + each, 0) + 2 * (columns.length - 1);

        expect(widest).toBeLessThanOrEqual(Math.max(fit, narrowest));
      }),
    );
  });

  it('never cuts a number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (numbers, fit) => {
        const columns = [{ title: 'what' }, { title: 'n', align: 'right' as const }];
        const text = table(
          columns,
          numbers.map((number) => ['some words that give way', String(number)]),
          { fit },
        );

        for (const [index, number] of numbers.entries())
          expect(linesOf(text)[index + 2]?.endsWith(`  ${number}`)).toBe(true);
      }),
    );
  });

  it('looks the same with colours as without, but for the colours', () => {
    const { red } = palette(true);
    fc.assert(
      fc.property(drawn, ({ columns, rows, fit }) => {
        const coloured = rows.map((row) => row.map((text) => red(text)));

        // Behind the last cell its colour ends: what it pads with is a matter of taste.
        const plain = (text: string) => linesOf(withoutColour(text)).map((line) => line.trimEnd());
        expect(plain(table(columns, coloured, { fit }))).toEqual(plain(table(columns, rows, { fit })));
      }),
    );
  });

  it.each([
    [1, '…'],
    [2, 'a…'],
    [3, 'a…j'],
    [9, 'abcd…ghij'],
    [10, 'abcdefghij'],
  ])('cuts a key to %i columns from its middle: %s', (max, text) => {
    expect(linesOf(table([{ title: '', max }], [['abcdefghij']]))[2]).toBe(`  ${text}`);
  });

  it('makes no text narrower than tells something, however little room there is', () => {
    expect(linesOf(table([{ title: '' }], [['abcdefghijklmnopq']], { fit: 1 }))[2]).toBe('  abcdef…mnopq');
    expect(linesOf(table([{ title: '' }], [['abcdefghijkl']], { fit: 1 }))[2]).toBe('  abcdefghijkl');
  });

  it('counts a wide character as two columns when it cuts', () => {
    expect(linesOf(table([{ title: '', max: 4, cut: 'end' }], [['日本語']]))[2]).toBe('  日…');
  });

  it('without a row is its titles', () => {
    expect(table([{ title: 'a' }, { title: 'b' }], [])).toBe('  a  b\n  ────\n');
  });

  it('has an empty cell where a row has none', () => {
    expect(linesOf(table([{ title: 'a' }, { title: 'b' }], [['x']]))[2]).toBe('  x');
  });
});
