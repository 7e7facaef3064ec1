import { describe, expect, it } from 'vitest';
import { spreadOf } from './statistics.ts';

describe('spreadOf', () => {
  it('takes the middle figure of an odd number of rounds', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ min: 1, median: 3, max: 5 });
  });

  it('takes the mean of the two middle figures of an even number', () => {
    expect(spreadOf([4, 1, 2, 10])).toEqual({ min: 1, median: 3, max: 10 });
  });

  it('sorts as numbers, not as text', () => {
    expect(spreadOf([9, 10, 100]).median).toBe(10);
  });

  it('refuses an empty list instead of answering NaN', () => {
    expect(() => spreadOf([])).toThrow('no figures');
  });
});
