import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leftOn } from '../testing/processes.ts';
import { runHeld } from './held-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const held = (script: string, signal = new AbortController().signal) => ({
  program: 'sh',
  args: ['-c', script],
  cwd: folder,
  env: { ...process.env, MARK: folder },
  log: join(folder, 'log'),
  signal,
});

it('a program runs to its end: its exit code, and what it said', async () => {
  expect(await runHeld(held('echo out; echo err >&2; exit 7'))).toBe(7);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('out\nerr\n');
  expect(await leftOn(folder, 1_000)).toEqual([]);
});

it('a program that shall end ends with its children, even if it does not listen', async () => {
  const interruption = new AbortController();
  const begun = Date.now();
  const running = runHeld(held('trap "" TERM INT; sleep 60 & sleep 60; true', interruption.signal));
  setTimeout(() => interruption.abort(new Error('enough')), 200);

  await expect(running).rejects.toThrow('enough');
  expect(Date.now() - begun).toBeLessThan(6_000);
  expect(await leftOn(folder, 1_000)).toEqual([]);
});

it('nothing is started when it is over already', async () => {
  await expect(runHeld(held('echo out', AbortSignal.abort(new Error('over'))))).rejects.toThrow('over');
});

it('a program does not outlive the process that started it, even by SIGKILL', async () => {
  const module = new URL('./held-process.ts', import.meta.url).href;
  const options = JSON.stringify({ ...held('trap "" TERM INT; sleep 60 & sleep 60; true'), signal: undefined });
  const script = `const { runHeld } = await import(${JSON.stringify(module)});
    void runHeld({ ...${options}, signal: new AbortController().signal });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const gone = new Promise((resolve) => parent.once('exit', resolve));
  while ((await leftOn(folder, 0)).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));

  parent.kill('SIGKILL');
  await gone;

  expect(await leftOn(folder, 3_000)).toEqual([]);
});
