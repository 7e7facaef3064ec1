import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { jobZip } from './job-package.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-job-zip-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A package that is written in this order, at this time. */
function packageOf(name: string, files: readonly (readonly [path: string, text: string])[], seconds: number): string {
  for (const [path, text] of files) {
    const file = join(root, name, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, seconds, seconds);
  }
  return join(root, name);
}

test('the same sources make the same bytes, whatever the clock and the order of the folder', () => {
  const files = [
    ['__init__.py', ''],
    ['run.py', 'x = 1\n'],
    ['runtime/glue.py', 'y = 2\n'],
  ] as const;

  const one = jobZip(packageOf('one', files, 1_000_000_000));
  const other = jobZip(packageOf('other', [...files].reverse(), 1_700_000_000));

  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
});

test('what is compiled, cached or left lying about is not shipped', () => {
  const folder = packageOf(
    'littered',
    [
      ['run.py', ''],
      ['__pycache__/run.cpython-311.pyc', 'x'],
      ['run.py.orig', 'x'],
      ['py.typed', ''],
    ],
    1,
  );

  expect(Object.keys(unzipSync(jobZip(folder)))).toEqual(['sluice_glue/py.typed', 'sluice_glue/run.py']);
});

test('the real package holds its modules and the codes that it reads', () => {
  const files = unzipSync(jobZip(join(CHECKOUT, 'glue', 'sluice_glue')));

  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'sluice_glue/__init__.py',
      'sluice_glue/error_codes.json',
      'sluice_glue/protocol/keys.json',
      'sluice_glue/runtime/glue.py',
    ]),
  );
  expect(strFromU8(files['sluice_glue/run/attempt.py'] ?? new Uint8Array())).toContain('def run(');
});
