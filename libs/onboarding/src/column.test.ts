import { describe, expect, it } from 'vitest';
import { type InferredColumn, inferColumn, isPersonal } from './column.ts';
import { ColumnEvidence } from './evidence.ts';

/** What a column of these cells is taken for. */
function inferred(
  cells: readonly (string | null)[],
  options: {
    name?: string;
    header?: string;
    dayOrder?: 'day-first' | 'month-first' | undefined;
    decimalComma?: boolean;
  } = {},
): InferredColumn {
  const { name = 'v', header = name, dayOrder, decimalComma = false } = options;
  const evidence = new ColumnEvidence();
  for (const cell of cells) evidence.add(cell);
  return inferColumn(name, header, evidence, { dayOrder, decimalComma });
}

const typeOf = (...cells: readonly (string | null)[]) => inferred(cells).type;

describe('the type of a column', () => {
  it.each<[why: string, cells: readonly string[], type: string]>([
    ['four times the largest fits an int', ['536870911'], 'int'],
    ['four times the largest does not fit an int', ['536870912'], 'bigint'],
    ['four times the smallest does not fit an int', ['-536870913'], 'bigint'],
    ['a hundred digits are a code', ['1'.repeat(100)], 'string'],
    ['a lone zero is a number', ['0', '5'], 'int'],
    ['a minus is a number', ['-7'], 'int'],
    ['a zero in front is a code', ['007', '8'], 'string'],
    ['a minus and a zero in front is a code', ['-07'], 'string'],
    ['a zero in front of a fraction is none', ['0.5', '0.25'], 'decimal(6,2)'],
    ['zeros in front of a fraction are a code', ['00.5'], 'string'],
    ['a plus before a few digits is a number', ['+7'], 'int'],
    ['a plus before many digits is a telephone', ['+34600111'], 'string'],
    ['one text among numbers', ['1', '2', 'x'], 'string'],
    ['numbers and a date', ['1', '2026-01-01'], 'string'],
    ['seven decimals are measured', ['0.1234567'], 'double'],
    ['six decimals are counted', ['0.123456'], 'decimal(10,6)'],
    ['no decimal holds 39 digits', [`${'9'.repeat(33)}.123456`], 'double'],
    ['a decimal holds 38 digits', [`${'9'.repeat(32)}.123456`], 'decimal(38,6)'],
    ['an exponent', ['1e3', '2'], 'double'],
    ['a number that no double holds', ['1e400', '2.5'], 'string'],
    ['a number that is too small for a double', ['1e-400'], 'double'],
    ['a thousands separator', ['1,234.50'], 'string'],
    ['digits of another script', ['١٢٣'], 'string'],
    ['wide digits', ['１２'], 'string'],
    ['hexadecimal', ['0x1F'], 'string'],
    ['what a program calls a number', ['Infinity', '1'], 'string'],
    ['white space around', [' 1', '2 '], 'string'],
    ['true and yes', ['true', 'yes'], 'string'],
    ['zero and one are numbers', ['0', '1'], 'int'],
    ['a day that is none', ['2026-02-29'], 'string'],
    ['a leap day', ['2024-02-29'], 'date'],
    ['days of two formats', ['2026-01-31', '31/01/2026'], 'string'],
    ['an hour that is none', ['2026-01-01 24:00:00'], 'string'],
    ['a formula', ['=1+1'], 'string'],
    ['SQL', ["'; DROP TABLE x; --"], 'string'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that Spark would expand.
    ['a variable', ['${env:SECRET}'], 'string'],
  ])('%s: %j is %s', (_, cells, type) => {
    expect(typeOf(...cells)).toBe(type);
  });

  it.each<[string, 'day-first' | 'month-first' | undefined, string, string | undefined]>([
    ['03/04/2026', undefined, 'string', undefined],
    ['03/04/2026', 'day-first', 'date', 'dd/MM/yyyy'],
    ['03/04/2026', 'month-first', 'date', 'MM/dd/yyyy'],
    ['13/04/2026', 'month-first', 'date', 'dd/MM/yyyy'],
    ['04/13/2026', 'day-first', 'date', 'MM/dd/yyyy'],
    ['2026-04-03', 'month-first', 'date', undefined],
  ])('%s, told %s, is a %s of the format %s', (cell, dayOrder, type, format) => {
    const { schema, type: found } = inferred([cell], { dayOrder });

    expect(found).toBe(type);
    expect((schema['x-column'] as { format?: string }).format).toBe(format);
  });

  it('of decimals is that of the file’s own mark; the others stay text and say so', () => {
    expect(inferred(['1,5'], { decimalComma: true })).toMatchObject({ type: 'decimal(5,1)' });
    expect(inferred(['1,5'])).toMatchObject({ type: 'string', ask: expect.stringContaining('with a dot') });
    expect(inferred(['1.5'], { decimalComma: true })).toMatchObject({
      type: 'string',
      ask: expect.stringContaining('with a comma'),
    });
    expect(inferred(['1.5', '2,5'])).toMatchObject({ type: 'string' });
  });

  it('of a timestamp without a zone asks', () => {
    expect(inferred(['2026-01-15 10:00:00']).ask).toBe('no zone in the text: it is read as UTC');
    expect(inferred(['2026-01-15T10:00:00Z']).ask).toBeUndefined();
  });
});

describe('what stands for nothing', () => {
  it('makes a column nullable, and is written into the contract, sorted', () => {
    const { schema, nulls, type } = inferred(['1', 'NULL', 'NA', null]);

    expect({ type, nulls }).toEqual({ type: 'int', nulls: 3 });
    expect(schema).toMatchObject({ type: ['integer', 'null'], 'x-column': { nullTokens: ['NA', 'NULL'] } });
  });

  it('is an empty text among numbers, and a text among texts', () => {
    expect(inferred(['', '1'])).toMatchObject({ nulls: 1, schema: { 'x-column': { nullTokens: [''] } } });
    expect(inferred(['', 'x'])).toMatchObject({ nulls: 0, schema: { type: 'string' } });
  });

  it('is not a text that only looks like it', () => {
    expect(inferred(['na', 'Null', '--', 'x'])).toMatchObject({ nulls: 0, schema: { type: 'string' } });
  });

  it('alone tells no type', () => {
    for (const cells of [[], [null], ['NA']])
      expect(inferred(cells)).toMatchObject({ type: 'string', ask: 'nothing is known of its type' });
  });
});

describe('what the user is asked', () => {
  it('is whether few texts are a list, once there are enough of them', () => {
    const texts = (count: number, kinds: number) => Array.from({ length: count }, (_, index) => `k${index % kinds}`);

    expect(inferred(texts(50, 3)).ask).toBe('3 different values: an enum?');
    expect(inferred(texts(49, 3)).ask).toBeUndefined();
    expect(inferred(texts(100, 20)).ask).toBe('20 different values: an enum?');
    expect(inferred(texts(100, 21)).ask).toBeUndefined();
  });

  it('never holds a value of the file', () => {
    const { ask, because, schema } = inferred(Array.from({ length: 60 }, () => 'TOP-SECRET'));

    expect(JSON.stringify({ ask, because, schema })).not.toContain('SECRET');
  });

  it.each([
    ['email', true],
    ['customer_phone', true],
    ['fecha_nacimiento', true],
    ['ip', true],
    ['shipping', false],
    ['filename', false],
    ['tip', false],
  ])('is the classification where a column is called %s: %s', (name, expected) => {
    expect(isPersonal(name)).toBe(expected);
    expect(inferred(['x'], { name }).ask?.includes('personal data') ?? false).toBe(expected);
  });
});

it('a header that is not the name of its column is kept as its source', () => {
  expect(inferred(['1'], { name: 'anio', header: 'Año' }).schema).toMatchObject({ 'x-column': { source: 'Año' } });
  expect(inferred(['1']).schema['x-column']).not.toHaveProperty('source');
});
