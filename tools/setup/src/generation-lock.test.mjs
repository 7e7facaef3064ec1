import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryLock, withLock } from './generation-lock.mjs';

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** @param {ReturnType<typeof tryLock>} lock */
function held(lock) {
  if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy}`);
  return lock;
}

test('only one holds it, until it is released', () => {
  const first = held(tryLock(folder));

  expect(tryLock(folder)).toEqual({ heldBy: process.pid });
  first.release();
  expect(tryLock(folder)).toHaveProperty('release');
});

test('the lock of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  writeFileSync(join(folder, 'setup.lock.7'), `held ${child.pid} 1`);

  held(tryLock(folder));

  expect(readdirSync(folder)).toEqual(['setup.lock.8']);
});

test('a later process with the id of a dead one does not keep the lock', () => {
  writeFileSync(join(folder, 'setup.lock.1'), `held ${process.pid} 1`);

  expect(tryLock(folder)).toHaveProperty('release');
});

test('a damaged lock file is nobody’s', () => {
  writeFileSync(join(folder, 'setup.lock.3'), '');

  expect(tryLock(folder)).toHaveProperty('release');
});

test('it is released when the work fails', async () => {
  await expect(
    withLock(
      folder,
      () => {},
      async () => {
        throw new Error('disk full');
      },
    ),
  ).rejects.toThrow('disk full');

  expect(tryLock(folder)).toHaveProperty('release');
});

test('eight processes never work at the same time, though some are killed while they hold it', async () => {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const script = `
    const { withLock } = await import(${JSON.stringify(new URL('./generation-lock.mjs', import.meta.url).href)});
    const { appendFileSync } = await import('node:fs');
    await withLock(${JSON.stringify(folder)}, () => {}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ' + process.pid + '\\n');
      if (process.argv[1] === 'dies') process.kill(process.pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 15));
      appendFileSync(${JSON.stringify(log)}, 'out ' + process.pid + '\\n');
    });`;
  const children = Array.from({ length: 8 }, (_, index) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, index % 4 === 0 ? 'dies' : 'lives'], {
      stdio: 'inherit',
    }),
  );
  await Promise.all(children.map((child) => once(child, 'exit')));
  appendFileSync(log, '');

  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const dying = children.filter((_, index) => index % 4 === 0).map((child) => String(child.pid));
  const expected = lines
    .filter((line) => line.startsWith('in'))
    .flatMap((line) => (dying.includes(line.slice(3)) ? [line] : [line, `out ${line.slice(3)}`]));
  expect(lines).toEqual(expected);
  expect(lines.filter((line) => line.startsWith('in'))).toHaveLength(8);
});
