import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

/*
 * The real set-up, as processes, in a checkout that needs nothing from the network: its lock is empty and "npm" is a
 * script that notes that it ran; its requirements are empty, and python makes a real environment.
 */

const SETUP = dirname(import.meta.dirname);
let root: string;
let started: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-setup-'));
  started = [];
  cpSync(SETUP, join(root, 'tools', 'setup'), { recursive: true });
  mkdirSync(join(root, 'glue', 'requirements'), { recursive: true });
  for (const group of ['run', 'test']) writeFileSync(join(root, 'glue', 'requirements', `${group}.txt`), '# nothing\n');
  writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }\n');
  writeNpm();
});

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await sleep(50);
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

/** `npm ci` for this checkout: takes its time if asked to, then leaves npm's record of a finished install. */
function writeNpm(body = ''): void {
  const script = `
    const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(join(root, 'npm.log'))}, process.pid + '\\n');
    rmSync('node_modules', { recursive: true, force: true });
    mkdirSync('node_modules');
    ${body}
    writeFileSync('node_modules/.package-lock.json', '{ "packages": {} }');`;
  mkdirSync(join(root, 'npm'), { recursive: true });
  writeFileSync(join(root, 'npm', 'npm-cli.js'), script);
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly seconds: number;
}

function start(): { child: ChildProcess; ended: Promise<Ended> } {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'tools', 'setup', 'run.mjs'), 'setup'], {
    cwd: root,
    env: { ...process.env, npm_execpath: join(root, 'npm', 'npm-cli.js') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    output,
    seconds: (performance.now() - began) / 1000,
  }));
  return { child, ended };
}

const npmRuns = (): string[] =>
  existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n') : [];

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 60_000) throw new Error('it never came to that');
    await sleep(20);
  }
}

/** Gone, or a zombie that nobody has collected yet. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

test('a second run starts nothing and costs under half a second', async () => {
  const first = await start().ended;
  const later: Ended[] = [];
  for (let run = 0; run < 5; run += 1) later.push(await start().ended);

  expect(first).toMatchObject({ status: 0 });
  for (const run of later) expect(run).toMatchObject({ status: 0, output: '' });
  expect(npmRuns()).toHaveLength(1);
  // The quickest of five: the others may have shared the machine with something else.
  expect(Math.min(...later.map(({ seconds }) => seconds))).toBeLessThan(0.5);
});

test('a changed lock installs again, changed requirements build again', async () => {
  await start().ended;
  writeFileSync(
    join(root, 'package-lock.json'),
    '{ "lockfileVersion": 3, "packages": { "node_modules/x": { "version": "1.0.0", "optional": true } } }',
  );
  rmSync(join(root, 'node_modules', '.package-lock.json'));
  appendFileSync(join(root, 'glue', 'requirements', 'test.txt'), '# and still nothing\n');
  writeFileSync(join(root, '.venv', 'old'), '');

  const again = await start().ended;

  expect(again.status).toBe(0);
  expect(npmRuns()).toHaveLength(2);
  expect(existsSync(join(root, '.venv', 'old'))).toBe(false);
});

test('two at the same time do the work once', async () => {
  writeNpm('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);');
  const first = start();
  await until(() => npmRuns().length === 1);
  const second = start();

  const both = await Promise.all([first.ended, second.ended]);

  expect(both.map(({ status }) => status)).toEqual([0, 0]);
  expect(both[1].output).toContain(`Another set-up of this checkout is running (process ${first.child.pid})`);
  expect(npmRuns()).toHaveLength(1);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with %d and leaves no process; nothing half done is believed', async (signal, status) => {
  writeNpm('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);');
  const { child, ended } = start();
  await until(() => npmRuns().length === 1);

  child.kill(signal);

  expect((await ended).status).toBe(status);
  expect(isGone(Number(npmRuns()[0]))).toBe(true);
  expect(existsSync(join(root, 'node_modules', '.sluice-setup.json'))).toBe(false);
  writeNpm("console.error('second run'); process.exit(1);");
  expect((await start().ended).output).toContain('second run');
});

test('an environment whose build was killed is never taken for a finished one', async () => {
  const { child, ended } = start();
  await until(() => existsSync(join(root, '.venv', 'pyvenv.cfg')));
  child.kill('SIGKILL');
  await ended;
  expect(existsSync(join(root, '.venv', '.sluice-setup.json'))).toBe(false);
  const builder = Number(readFileSync(join(root, '.cache', 'setup', 'step.pid'), 'utf8').split(' ')[0]);

  const next = await start().ended;

  expect(next.status).toBe(0);
  expect(isGone(builder)).toBe(true);
  expect(readdirSync(join(root, '.venv', 'bin'))).toEqual(expect.arrayContaining(['python', 'pip']));
});

test('an install that fails says what, where the log is and the way out', async () => {
  writeNpm("console.error('npm error ENOTFOUND'); process.exit(1);");

  const { status, output } = await start().ended;

  expect(status).toBe(3);
  expect(output).toContain('SLC1006  npm packages could not be installed');
  expect(output).toContain('npm error ENOTFOUND');
  expect(output).toContain(join(root, '.cache', 'setup', 'npm-ci.log'));
  expect(output).not.toContain('    at ');
});
