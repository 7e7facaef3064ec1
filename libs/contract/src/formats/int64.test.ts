import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalInt64, compareInt64, INT64_MAXIMUM, INT64_MINIMUM, isInt64, parseInt64 } from './int64.ts';

test.each([
  ['9223372036854775807', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9223372036854775808', undefined],
  ['-9223372036854775809', undefined],
  ['+0007', '7'],
  ['-0', '0'],
  ['000', '0'],
  ['', undefined],
  ['1.0', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['1 ', undefined],
  ['--1', undefined],
])('%j is %j', (text, canonical) => {
  expect(canonicalInt64(text)).toBe(canonical);
});

test('every 64-bit integer reads back, with any zeros in front', () => {
  fc.assert(
    fc.property(fc.bigInt(INT64_MINIMUM, INT64_MAXIMUM), fc.nat(30), (value, zeros) => {
      const text = value < 0n ? `-${'0'.repeat(zeros)}${-value}` : `${'0'.repeat(zeros)}${value}`;

      expect(parseInt64(text)).toBe(value);
      expect(canonicalInt64(text)).toBe(value.toString());
      expect(isInt64(value.toString())).toBe(true);
      expect(isInt64(text)).toBe(text === value.toString());
    }),
  );
});

test('orders by value, not by text', () => {
  fc.assert(
    fc.property(fc.bigInt(INT64_MINIMUM, INT64_MAXIMUM), fc.bigInt(INT64_MINIMUM, INT64_MAXIMUM), (a, b) => {
      expect(compareInt64(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  expect(compareInt64('9', '10')).toBe(-1);
  expect(compareInt64('9', 'x')).toBeUndefined();
});

test('a cell of a million zeros is read in linear time', () => {
  const started = performance.now();

  expect(parseInt64('0'.repeat(1_000_000))).toBe(0n);
  expect(parseInt64('9'.repeat(1_000_000))).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1000);
});
