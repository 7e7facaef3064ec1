import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseLayoutBefore } from './layout.ts';
import { scratchLake } from './testing/folder-lake.ts';

/** The control documents of a lake that the release before this layout made; `listing.txt` names all its files. */
const BEFORE = join(import.meta.dirname, 'testing/lake-before');

test('a lake that the release before has made is refused, and how to go on is said', () => {
  using lake = scratchLake();
  cpSync(BEFORE, lake.root, { recursive: true });
  const before = readdirSync(lake.root, { recursive: true }).sort();

  expect(() => refuseLayoutBefore(lake)).toThrow(
    expect.objectContaining({
      code: 'SLC9033',
      fault: 'user',
      message: 'control/decisions/flights.json is of the layout before',
      fix: expect.stringContaining('Load the input files into a new folder'),
    }),
  );
  expect(readdirSync(lake.root, { recursive: true }).sort()).toEqual(before);
});

test.each(['decisions', 'batches', 'plans'])('what is left of it is refused too: control/%s alone', (folder) => {
  using lake = scratchLake();
  cpSync(join(BEFORE, 'control', folder), join(lake.root, 'control', folder), { recursive: true });

  expect(() => refuseLayoutBefore(lake)).toThrow(expect.objectContaining({ code: 'SLC9033' }));
});

test('the fixture holds the documents that its listing names', () => {
  const control = readFileSync(join(BEFORE, 'listing.txt'), 'utf8')
    .split('\n')
    .filter((path) => path.startsWith('control/'));
  for (const path of control) expect(readFileSync(join(BEFORE, path)).length).toBeGreaterThan(0);
  expect(control.length).toBe(6);
});

test('datasets may have the names of the folders of that layout', () => {
  using lake = scratchLake();
  rmSync(join(lake.root, 'control'), { recursive: true, force: true });
  const id = 'a'.repeat(24);
  for (const dataset of ['decisions', 'batches', 'plans']) {
    for (const path of [`batches/${id}/head.json`, `plans/${'b'.repeat(64)}.json`, `in/${id}/0.csv`]) {
      mkdirSync(dirname(join(lake.root, 'control', dataset, path)), { recursive: true });
      writeFileSync(join(lake.root, 'control', dataset, path), '{}');
    }
  }

  expect(() => refuseLayoutBefore(lake)).not.toThrow();
});
