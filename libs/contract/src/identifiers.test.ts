import { expect, it } from 'vitest';
import { isDatasetId, isTeamName } from './identifiers.ts';
import { CONTRACT_SCHEMA } from './meta-schema.ts';

it('ids and team names are those of the meta-schema', () => {
  const patterns = new Set(
    [...JSON.stringify(CONTRACT_SCHEMA).matchAll(/"pattern":"([^"]*)"/g)].map(([, text]) => text),
  );

  expect(patterns).toContain('^[a-z][a-z0-9_]{1,39}$');
  expect(patterns).toContain('^[a-z][a-z0-9-]{0,62}$');
});

it.each([
  ['orders', true],
  ['a1', true],
  ['a', false],
  ['1a', false],
  ['a-b', false],
  [`a${'b'.repeat(40)}`, false],
  ['a\nb', false],
])('%j is a dataset id: %s', (text, expected) => {
  expect(isDatasetId(text)).toBe(expected);
});

it.each([
  ['flight-ops', true],
  ['Flight', false],
  ['', false],
])('%j is a team name: %s', (text, expected) => {
  expect(isTeamName(text)).toBe(expected);
});
