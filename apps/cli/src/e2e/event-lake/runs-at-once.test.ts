import { expect, it } from 'vitest';
import { mostAtOnce } from './runs-at-once.ts';

const runs = (...spans: readonly (readonly [startedAt: number, endedAt: number])[]) =>
  spans.map(([startedAt, endedAt]) => ({ startedAt, endedAt }));

it('runs that follow each other are not beside each other', () => {
  expect(mostAtOnce([])).toBe(0);
  expect(mostAtOnce(runs([0, 5], [5, 9], [9, 10]))).toBe(1);
  expect(mostAtOnce(runs([0, 5], [4, 9], [8, 10]))).toBe(2);
  expect(mostAtOnce(runs([0, 10], [1, 9], [2, 3], [4, 5]))).toBe(3);
});
