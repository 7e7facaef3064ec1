import { expect, it } from 'vitest';
import { chosenPages } from './pages.ts';

it('every generated page is chosen when none is named', () => {
  expect(chosenPages([]).map(({ file }) => file)).toEqual(
    expect.arrayContaining(['docs/errors.md', 'docs/contract-reference.md', 'docs/iam.md']),
  );
});

it('pages are named by their file or by its name', () => {
  expect(chosenPages(['iam', 'docs/errors.md']).map(({ file }) => file)).toEqual(['docs/iam.md', 'docs/errors.md']);
  expect(() => chosenPages(['readme'])).toThrow(
    expect.objectContaining({ code: 'SLC8001', message: 'there is no generated page "readme"' }),
  );
});

it('a page with excerpts of two kinds is chosen with both', () => {
  expect(chosenPages(['README'])).toEqual(chosenPages([]).filter(({ file }) => file === 'README.md'));
  expect(chosenPages(['README']).length).toBe(2);
});

it('a page is the same however often it is made', async () => {
  const [page] = chosenPages(['errors']);

  expect(await page?.make()).toBe(await page?.make());
});
