import { expect, it } from 'vitest';
import { FILE_REASONS } from './reasons.ts';

it('every reason is registered under one code, with its name in front of what it means', () => {
  for (const { reason, title } of FILE_REASONS) expect(title).toMatch(new RegExp(`^${reason}: \\S`));
  expect(new Set(FILE_REASONS.map(({ code }) => code)).size).toBe(FILE_REASONS.length);
  expect(new Set(FILE_REASONS.map(({ reason }) => reason)).size).toBe(FILE_REASONS.length);
});
