import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDecimal, compareDecimal, isDecimal, parseDecimal } from './decimal.ts';

const digits = (limit: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${limit}}$`));
const decimal = fc
  .tuple(fc.constantFrom('', '+', '-'), digits(25), digits(20))
  .filter(([, whole, fraction]) => whole !== '' || fraction !== '')
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`);

describe('canonicalDecimal', () => {
  test.each([
    ['0', '0.00'],
    ['-0', '0.00'],
    ['-0.004', undefined],
    ['+007.5', '7.50'],
    ['.5', '0.50'],
    ['5.', '5.00'],
    ['-1.10', '-1.10'],
    ['1.000000', '1.00'],
    ['9999999999.99', '9999999999.99'],
    ['00009999999999.99', '9999999999.99'],
    ['10000000000', undefined],
    ['', undefined],
    ['.', undefined],
    ['+', undefined],
    ['1e2', undefined],
    ['1,5', undefined],
    [' 1', undefined],
    ['1\n', undefined],
    ['\u0661', undefined],
  ])('%j in decimal(12,2) is %j', (text, canonical) => {
    expect(canonicalDecimal(text, 12, 2)).toBe(canonical);
  });

  test('is idempotent, and a decimal of a typed row', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const once = canonicalDecimal(text, 38, 18);
        fc.pre(once !== undefined);

        expect(canonicalDecimal(once, 38, 18)).toBe(once);
        expect(isDecimal(once)).toBe(true);
        expect(compareDecimal(once, text)).toBe(0);
      }),
    );
  });

  test('a value past the limit of digits costs no quadratic time', () => {
    const started = performance.now();

    expect(parseDecimal('9'.repeat(1_000_000))).toBeUndefined();
    expect(parseDecimal(`${'0'.repeat(1_000_000)}1.${'0'.repeat(1_000_000)}`)).toEqual({ unscaled: 1n, scale: 0 });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('compareDecimal', () => {
  test('orders beyond what a float tells apart', () => {
    expect(compareDecimal('9007199254740993.1', '9007199254740993.10')).toBe(0);
    expect(compareDecimal('0.1', '0.10000000000000000001')).toBe(-1);
    expect(compareDecimal('-2', '-1.5')).toBe(-1);
    expect(compareDecimal('x', '1')).toBeUndefined();
  });

  test('is the order of integers of the same scale', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(-(10n ** 30n), 10n ** 30n), (a, b) => {
        const wanted = a < b ? -1 : a > b ? 1 : 0;

        expect(compareDecimal(`${a}.5`.replace(/^-(.*)$/, '-$1'), `${a}.50`)).toBe(0);
        expect(compareDecimal(String(a), String(b))).toBe(wanted);
      }),
    );
  });

  test('is antisymmetric and transitive', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        const [ab, ba, bc, ac] = [
          compareDecimal(a, b),
          compareDecimal(b, a),
          compareDecimal(b, c),
          compareDecimal(a, c),
        ];

        expect(ab).toBe(ba === 0 ? 0 : -(ba ?? Number.NaN));
        if (ab === -1 && bc === -1) expect(ac).toBe(-1);
      }),
    );
  });
});
