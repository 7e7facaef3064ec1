import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { copyIn, sourceDigest } from './atomic.ts';
import { lakeAt } from './layout.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'sluice-atomic-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
const signal = new AbortController().signal;

function source(name: string): string {
  const path = join(ROOT, name);
  writeFileSync(path, 'x'.repeat(5_000));
  return path;
}

it.each([
  ['grows', (path: string) => appendFileSync(path, 'y')],
  ['shrinks', (path: string) => truncateSync(path, 10)],
  ['is written anew with as many bytes', (path: string) => writeFileSync(path, 'z'.repeat(5_000))],
])('a source that %s while it is read is no version of anything', async (name, change) => {
  const path = source(name);

  const reading = sourceDigest(path, signal, async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    change(path);
  });

  await expect(reading).rejects.toMatchObject({ reason: 'still-written' });
});

it('a copy lies under its key whole, or not at all', async () => {
  const lake = lakeAt(join(ROOT, 'lake'));
  const target = join(lake.root, 'raw/incoming/d/a.csv');

  await expect(copyIn(lake, join(ROOT, 'nothing'), target, signal)).rejects.toMatchObject({ reason: 'unreadable' });
  expect(existsSync(target)).toBe(false);

  const { size } = await copyIn(lake, source('whole'), target, signal);
  expect(size).toBe(5_000);
  expect(readdirSync(join(lake.root, 'control/tmp'))).toEqual([]);
});
