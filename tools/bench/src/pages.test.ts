import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, pageOf } from './pages.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('what shows a measurement', () => {
  it.each(PAGES.map(({ file }) => file))('%s is as the kept results make it: no figure is typed by hand', (file) => {
    expect(pageOf(ROOT, file)).toBe(readFileSync(join(ROOT, file), 'utf8'));
  });

  it.each(PAGES.map(({ file, render }) => [file, render] as const))(
    'replaces whatever somebody wrote over the figures of %s',
    (file, render) => {
      const page = readFileSync(join(ROOT, file), 'utf8');
      const forged = page.replace('naive PySpark', '1,000,000 times faster than PySpark');

      expect(forged).not.toBe(page);
      expect(render(ROOT, forged)).toBe(page);
    },
  );

  it('refuses a README without its block instead of writing nowhere', () => {
    const readme = PAGES.find(({ file }) => file === 'README.md');

    expect(() => readme?.render(ROOT, '# Sluice\n')).toThrow('the page has no block ```text figures');
  });
});
