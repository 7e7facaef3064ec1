import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellReader } from './cell.ts';
import { guardOf } from './guards.ts';
import { lakeTypeText, parseLakeType } from './lake-type.ts';
import { codePointLength } from './length.ts';

const TYPES = [
  'string',
  'boolean',
  'int',
  'bigint',
  'double',
  'date',
  'timestamp',
  'decimal(12,2)',
  'decimal(38,0)',
  'decimal(5,5)',
];
const plain = { format: null, decimalComma: false };

describe.each(TYPES)('%s', (text) => {
  const type = parseLakeType(text);
  if (type === undefined) throw new Error(text);
  const alphabet = [
    ...'0123456789',
    '+',
    '-',
    '.',
    ',',
    'e',
    'E',
    'T',
    'Z',
    ':',
    ' ',
    'true',
    'False',
    '2026-01-15',
    '00',
  ];

  test('what is read has passed the guard, and reads again as itself', () => {
    const guard = guardOf(type, plain);
    const read = cellReader(type, plain);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 }), (cell) => {
        const canonical = read(cell);
        if (canonical === undefined) return;

        expect(guard === null || new RegExp(`^(?:${guard})$`, 'u').test(cell)).toBe(true);
        expect(read(canonical)).toBe(canonical);
      }),
    );
  });

  test('its text reads back', () => {
    expect(lakeTypeText(type)).toBe(text);
  });
});

test('an int has 32 bits, a safe bigint 53, another all 64', () => {
  const read = (text: string, type: string, safeInteger = false) =>
    cellReader(parseLakeType(type) ?? { kind: 'string' }, { ...plain, safeInteger })(text);

  expect(read('2147483647', 'int')).toBe('2147483647');
  expect(read('2147483648', 'int')).toBeUndefined();
  expect(read('9007199254740991', 'bigint', true)).toBe('9007199254740991');
  expect(read('9007199254740992', 'bigint', true)).toBeUndefined();
  expect(read('9007199254740993', 'bigint')).toBe('9007199254740993');
});

test('with a decimal comma a dot is no number', () => {
  const options = { format: null, decimalComma: true };

  expect(cellReader({ kind: 'double' }, options)('1,5')).toBe('1.5');
  expect(cellReader({ kind: 'double' }, options)('1.5')).toBeUndefined();
  expect(cellReader({ kind: 'decimal', precision: 5, scale: 2 }, options)('-1,50')).toBe('-1.50');
});

test.each(['decimal(39,0)', 'decimal(5,6)', 'decimal(05,2)', 'decimal(0,0)', 'array<int>', 'DECIMAL(5,2)', 'text', ''])(
  '%j is no lake type',
  (text) => {
    expect(parseLakeType(text)).toBeUndefined();
  },
);

test('length counts code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(codePointLength(text)).toBe([...text].length);
    }),
  );
});
