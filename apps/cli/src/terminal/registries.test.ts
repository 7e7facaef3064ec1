import { LAKE_ERRORS } from '@sluice/lake';
import { READER_ERRORS } from '@sluice/reader';
import { CLI_ERRORS } from '@sluice/terminal';
import { expect, it } from 'vitest';
import { entryOfReason, meaningText } from './meanings.ts';
import { definitionOf, registries } from './registries.ts';

it('no code of a lib is left out: each belongs to a range, and ranges are shown in order', async () => {
  const all = (await registries()).flatMap(({ codes }) => codes);

  for (const each of [...LAKE_ERRORS, ...READER_ERRORS, ...CLI_ERRORS]) expect(all).toContain(each);
  expect((await registries()).every(({ codes }) => codes.length > 0)).toBe(true);
});

it('a reason is found by its name, whatever column it carries, and is none of the errors', async () => {
  const codes = (await registries()).flatMap((registry) => registry.codes);

  expect(entryOfReason(codes, 'range:month')?.code).toBe('SLC4206');
  expect(entryOfReason(codes, 'key-overwritten')?.code).toBe('SLC8101');
  expect(entryOfReason(codes, 'SLC8001')).toBeUndefined();
  expect(entryOfReason(codes, '')).toBeUndefined();
});

it('what it means is said without its name', () => {
  const entry = { code: 'SLC1', reason: 'stale', title: 'stale: a newer one came', fault: 'user', why: '', fix: '' };

  expect(meaningText(() => entry as never, 'stale')).toBe('a newer one came');
  expect(meaningText(() => undefined, 'other')).toBe('');
});

it('a code that nobody knows has no definition', async () => {
  expect(await definitionOf('SLC0000')).toBeUndefined();
});
