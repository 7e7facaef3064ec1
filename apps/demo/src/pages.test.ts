import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { describe, expect, it } from 'vitest';
import { PAGES, pageOf, withExcerpts } from './pages.ts';
import { readRecord } from './record.ts';

describe('what shows a run', () => {
  it.each(PAGES.map(({ file }) => file))('%s is as the kept run makes it: no figure is typed by hand', (file) => {
    expect(pageOf(file)).toBe(readFileSync(join(CHECKOUT, file), 'utf8'));
  });

  it('is a run in which everything held', () => {
    expect(readRecord().ok).toBe(true);
  });

  it('replaces whatever stands in the blocks of the README, and fits a narrow screen', () => {
    const readme = 'a\n```text screen\nforged\n```\nb\n```text explain\n\n```\nc\n';

    const text = withExcerpts(readRecord(), readme);

    expect(text).not.toContain('forged');
    expect(text).toMatch(/^a\n```text screen\n[\s\S]*✓ All \d+ equations hold[^\n]*\n```\nb\n/);
    expect(text).toMatch(/\n```text explain\n\$ npx sluice explain [\s\S]*\n *fix {2}[\s\S]*\n```\nc\n$/);
    expect(text.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
  });

  it('refuses a README without the blocks instead of writing nowhere', () => {
    expect(() => withExcerpts(readRecord(), '# Sluice\n')).toThrow('the page has no block ```text screen');
  });
});
