import { describe, expect, it } from 'vitest';
import { palette, printable, printableJson, withoutColour } from './colour.ts';
import { bytes, count, counted, seconds, share } from './numbers.ts';
import { progressOn } from './progress.ts';
import { pairs, table, width } from './table.ts';
import { givenWidth, type Terminal, wantsColour } from './terminal.ts';

function recording(redraws: boolean): { terminal: Terminal; text: () => string } {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return {
    terminal: {
      out: write,
      err: write,
      paint: palette(false),
      paintError: palette(false),
      redraws,
      columns: 100,
      width: Number.POSITIVE_INFINITY,
    },
    text: () => written,
  };
}

describe('tables', () => {
  it('align numbers to the right, whatever colours the cells have', () => {
    const { red } = palette(true);

    const text = table(
      [{ title: 'name' }, { title: 'rows', align: 'right' }],
      [
        [red('a'), '1,000'],
        ['日本', '7'],
      ],
    );

    expect(withoutColour(text)).toBe('  name   rows\n  ───────────\n  a     1,000\n  日本      7\n');
  });

  it('cut long cells in the middle', () => {
    expect(table([{ title: 'k', max: 7 }], [['abcdefghij']])).toContain('abc…hij');
  });

  it('know the width of what is no single column', () => {
    expect([width('é'), width('e\u0301'), width('日'), width('\u001b[31mx\u001b[39m')]).toEqual([1, 1, 2, 1]);
  });

  it('pad labels', () => {
    expect(
      pairs([
        ['a', '1'],
        ['long', '2'],
      ]),
    ).toBe('  a     1\n  long  2\n');
  });
});

describe('numbers', () => {
  it('are for people', () => {
    expect([count(336_776), counted(1, 'file'), counted(2, 'batch', 'batches')]).toEqual([
      '336,776',
      '1 file',
      '2 batches',
    ]);
    expect([bytes(812), bytes(999), bytes(1_000), bytes(1_400_000), bytes(999_950)]).toEqual([
      '812 B',
      '999 B',
      '1.0 KB',
      '1.4 MB',
      '1.0 MB',
    ]);
    expect([seconds(0.44), seconds(9.96), seconds(59.6), seconds(125)]).toEqual([
      '0.4 s',
      '10 s',
      '1 min 00 s',
      '2 min 05 s',
    ]);
    expect([share(1, 12), share(1, 0)]).toEqual(['8.3 %', '-']);
  });
});

describe('colours', () => {
  it('are for terminals, unless NO_COLOR says no or FORCE_COLOR yes', () => {
    expect(wantsColour(true, {})).toBe(true);
    expect(wantsColour(false, {})).toBe(false);
    expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour(true, { NO_COLOR: '' })).toBe(true);
    expect(wantsColour(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  });

  it('cannot be smuggled in by a file name', () => {
    expect(printable('a\u001b[2Jb\nc\u202e')).toBe('a\\x1b[2Jb\\nc\\u202e');
    expect(printable('\u009b31m\u200b\ufeff')).toBe('\\u009b31m\\u200b\\ufeff');
    // Written as it is by JSON.stringify; a terminal takes it for the start of a sequence.
    const document = { key: '\u009b31m\u202e', text: 'M\u00fcller \u65e5' };
    expect(printableJson(document)).not.toMatch(/[\u007f-\u009f\u202e]/);
    expect(printableJson(document)).toContain('M\u00fcller \u65e5');
    expect(JSON.parse(printableJson(document))).toEqual(document);
  });
});

describe('progress', () => {
  it('is one plain line per step without a terminal', () => {
    const { terminal, text } = recording(false);
    const progress = progressOn(terminal);

    progress.step('files', 2);
    progress.advance('a.csv');
    progress.advance('b.csv');
    progress.done('2 files');

    expect(text()).toMatch(/^ {2}✓ files {7}2 files {2}0\.\d s\n$/);
  });

  it('leaves a clean line on a terminal', () => {
    const { terminal, text } = recording(true);
    const progress = progressOn(terminal);

    progress.step('files', 2);
    progress.advance();
    progress.clear();

    expect(text()).toContain('0/2');
    expect(text().endsWith('\r\u001b[K')).toBe(true);
  });

  it('is silent when asked to be', () => {
    const { terminal, text } = recording(true);
    const progress = progressOn(terminal, true);

    progress.step('files');
    progress.done('x');

    expect(text()).toBe('');
  });
});

it('a table fits the terminal: text gives way, numbers and colours stay whole', () => {
  const red = palette(true).red;
  const rows = [
    ['incoming/flights/日本語-flights-2013-07-20.csv', '1,234,567', red('a very long reason, with much detail')],
    ['short', '1', 'ok'],
  ];
  const columns = [
    { title: 'file' },
    { title: 'rows', align: 'right' as const },
    { title: 'reason', cut: 'end' as const },
  ];

  const text = table(columns, rows, { fit: 50 });

  for (const line of text.trimEnd().split('\n')) expect(width(line)).toBeLessThanOrEqual(50);
  expect(text).toContain('1,234,567');
  expect(text.slice(text.indexOf('\u001b[31m'), text.indexOf('\u001b[39m') + 5)).toBe(red('a very long reaso…'));
  expect(table(columns, rows)).toContain('incoming/flights/日本語-flights-2013-07-20.csv');
});

it('has the width that a program gives which shows it on its own screen, and otherwise no end in a pipe', () => {
  expect([
    givenWidth({ SLUICE_COLUMNS: '98' }),
    givenWidth({ COLUMNS: '80' }),
    givenWidth({ SLUICE_COLUMNS: 'x' }),
  ]).toEqual([98, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

it('a sentence gives way to a narrow screen before a key does', () => {
  const columns = [{ title: 'file' }, { title: 'detail', cut: 'end' as const }];
  const rows = [['flights/flights-2013-01-01.csv', 'a version of this key was seen before; the first is kept']];

  const [, , line] = table(columns, rows, { fit: 66 }).split('\n');

  expect(line).toBe('  flights/flights-2013-01-01.csv  a version of this key was seen …');
});
