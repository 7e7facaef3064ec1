import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from './exec.ts';

const run = (script: string) => execute(import.meta.dirname, process.execPath, ['-e', script], {}, () => {});

test('gives exit status and output of both streams', async () => {
  const { status, output } = await run('console.log("out"); console.error("err"); process.exitCode = 3');

  expect(status).toBe(3);
  expect(output).toContain('out');
  expect(output).toContain('err');
});

test('a program that does not exist is a failure, not an exception', async () => {
  const { status, output } = await execute(import.meta.dirname, 'no-such-program', [], {}, () => {});

  expect(status).toBe(127);
  expect(output).toContain('no-such-program');
});

test('a process that the program leaves behind is ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-exec-'));
  const pulse = join(folder, 'pulse');
  const beat = `setInterval(() => require('node:fs').appendFileSync(${JSON.stringify(pulse)}, '.'), 10)`;

  await run(`require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(beat)}], { stdio: 'inherit' }).unref();
    setInterval(() => require('node:fs').existsSync(${JSON.stringify(pulse)}) && process.exit(0), 10)`);
  const before = readFileSync(pulse, 'utf8').length;
  await new Promise((resolve) => setTimeout(resolve, 100));

  expect(before).toBeGreaterThan(0);
  expect(readFileSync(pulse, 'utf8')).toHaveLength(before);
  rmSync(folder, { recursive: true });
});
