import { expect, test } from 'vitest';
import type { Part } from '../part.ts';
import { PARTS } from './index.ts';

const minutes = (parts: readonly Part[]) => parts.reduce((sum, { budgetMinutes }) => sum + budgetMinutes, 0);
/** Of the long ones two run side by side. */
const whole = (parts: readonly Part[]) =>
  minutes(parts.filter(({ isLong }) => isLong !== true)) + minutes(parts.filter(({ isLong }) => isLong === true)) / 2;

test('the budgets of `npm test` fit into 20 minutes, those of the full run into 40 more', () => {
  expect(whole(PARTS.filter(({ isFull }) => isFull !== true))).toBeLessThanOrEqual(20);
  expect(minutes(PARTS.filter(({ isFull }) => isFull === true))).toBeLessThanOrEqual(40);
});

test('no two parts have one name', () => {
  expect(new Set(PARTS.map(({ name }) => name)).size).toBe(PARTS.length);
});
