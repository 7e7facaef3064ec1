import { describe, expect, it } from 'vitest';
import { withBlock } from './blocks.ts';
import { age, bytes, count, instant, seconds, share } from './numbers.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [89, '89 s'],
    [90, '2 min'],
    [3_569, '59 min'],
    [3_570, '1 h 00 min'],
    [7_500, '2 h 05 min'],
    [172_700, '47 h 58 min'],
    [172_800, '2 d'],
    [345_600, '4 d'],
  ])('an age of %d seconds is %s', (value, text) => {
    expect(age(value)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.5, '1.0 KB'],
    [99_949, '99.9 KB'],
    [99_950, '100 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [5e12, '5.0 TB'],
    [9e18, '9000 PB'],
  ])('%d bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  it.each([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.95, '10 s'],
    [59.4, '59 s'],
    [59.5, '1 min 00 s'],
    [3_600, '60 min 00 s'],
  ])('%d seconds are %s', (value, text) => {
    expect(seconds(value)).toBe(text);
  });

  it('of 64 bits are whole', () => {
    expect(count(9_007_199_254_740_993n)).toBe('9,007,199,254,740,993');
  });

  it('an instant loses what no table has room for', () => {
    expect(instant('2026-01-15T20:14:05.123Z')).toBe('2026-01-15 20:14:05');
  });

  it('a share of nothing is none', () => {
    expect([share(0, 0), share(0, 5), share(5, 5)]).toEqual(['-', '0.0 %', '100.0 %']);
  });
});

describe('a block of a page', () => {
  const page = 'a\n```text one\nold\n```\nb\n```text two\nold\n```\n';

  it('is replaced, and no other, however the text ends', () => {
    expect(withBlock(page, 'two', 'new\n\n')).toBe('a\n```text one\nold\n```\nb\n```text two\nnew\n```\n');
    expect(withBlock(page, 'one', 'x\ny')).toBe('a\n```text one\nx\ny\n```\nb\n```text two\nold\n```\n');
  });

  it('that is not there, or never ends, is refused', () => {
    expect(() => withBlock(page, 'three', 'x')).toThrow('the page has no block ```text three');
    expect(() => withBlock('```text one\nold\n', 'one', 'x')).toThrow('the page has no block');
  });
});
