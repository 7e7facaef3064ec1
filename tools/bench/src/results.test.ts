import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withResults } from './results.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('withResults', () => {
  it('finds the README as the kept results make it, so that no figure is typed by hand', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

    expect(withResults(ROOT, readme)).toBe(readme);
  });

  it('replaces whatever stands between the markers', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const forged = readme.replace('<!-- bench -->\n', '<!-- bench -->\n1,000,000 times faster\n');

    expect(withResults(ROOT, forged)).toBe(readme);
  });

  it('refuses a README without markers instead of writing nowhere', () => {
    expect(() => withResults(ROOT, '# Sluice\n')).toThrow('README.md has no <!-- bench -->');
  });
});
