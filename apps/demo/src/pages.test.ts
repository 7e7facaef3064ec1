import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { describe, expect, it } from 'vitest';
import { PAGES, withExcerpts } from './pages.ts';
import { readRecord } from './record.ts';

describe('what shows a run', () => {
  it.each(PAGES.map(({ file, render }) => [file, render] as const))(
    '%s is as the kept run makes it, so that no figure is typed by hand',
    (file, render) => {
      const text = readFileSync(join(CHECKOUT, file), 'utf8');

      expect(render(readRecord(), text)).toBe(text);
    },
  );

  it('is a run in which everything held', () => {
    expect(readRecord().ok).toBe(true);
  });

  it('replaces whatever stands between the markers of the README, and fits a narrow screen', () => {
    const readme = 'a\n<!-- screen -->\nforged\n<!-- /screen -->\nb\n<!-- explain -->\n<!-- /explain -->\nc\n';

    const text = withExcerpts(readRecord(), readme);

    expect(text).not.toContain('forged');
    expect(text).toMatch(/^a\n<!-- screen -->\n```\n[\s\S]*✓ All \d+ equations hold[\s\S]*\nc\n$/);
    const long = text.split('\n').filter((line) => [...line].length > 100 && !line.includes(']('));
    expect(long).toEqual([]);
  });

  it('refuses a README without markers instead of writing nowhere', () => {
    expect(() => withExcerpts(readRecord(), '# Sluice\n')).toThrow('README.md has no <!-- screen -->');
  });
});
