import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CreateJobCommand, GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { leftOf } from '@sluice/control-plane/process';
import { findService, startEmulator, startService } from '@sluice/lake/local';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leftOn } from './testing/processes.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-main-'));
  mkdirSync(join(folder, 'lake/processed'), { recursive: true });
  mkdirSync(join(folder, 'source/sluice_glue'), { recursive: true });
  writeFileSync(join(folder, 'source/sluice_glue/__main__.py'), 'import time\ntime.sleep(60)\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = () => ({ lake: join(folder, 'lake'), python: 'python3', glueSource: join(folder, 'source') });

async function startRun(endpoint: string): Promise<{ readonly id: string; state(): Promise<string | undefined> }> {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const glue = new GlueClient({ endpoint, region: 'us-east-1', credentials });
  await glue.send(new CreateJobCommand({ Name: 'j', Role: 'r', Command: { Name: 'glueetl' } }));
  const { JobRunId: id = '' } = await glue.send(new StartJobRunCommand({ JobName: 'j' }));
  return {
    id,
    state: async () =>
      (await glue.send(new GetJobRunCommand({ JobName: 'j', RunId: id }))).JobRun?.JobRunState ?? undefined,
  };
}

describe('a service that a program starts', () => {
  it('says where it is, serves, and stops with its runs when it is told to', async () => {
    const service = await startService(options());
    const run = await startRun(service.ready.endpoint);

    expect(await run.state()).toBe('RUNNING');
    expect(findService(options().lake)).toBe(service.ready.endpoint);
    expect(service.isGone()).toBe(false);
    await service.stop();

    expect(service.isGone()).toBe(true);
    expect(leftOf(0, `JOB_RUN_ID=${run.id}`)).toEqual([]);
    expect(findService(options().lake)).toBeUndefined();
  });

  it('hands over why it could not start, with code and place', async () => {
    const first = await startService(options());
    const second = startService(options());

    await expect(second).rejects.toMatchObject({
      code: 'SLC6002',
      fault: 'environment',
      message: expect.stringContaining(first.ready.endpoint),
      place: { file: join(folder, 'lake/service') },
    });
    await expect(startService({ ...options(), lake: join(folder, 'b'), glueSource: '/none' })).rejects.toMatchObject({
      code: 'SLC6005',
      place: { file: '/none' },
    });
    await first.stop();
  });

  it('is told apart from one that was killed', async () => {
    const service = await startService(options());
    const holder = leftOn(folder, 0);
    for (const { pid, command } of await holder) if (command.includes('main.ts')) process.kill(pid, 'SIGKILL');
    while (!service.isGone()) await new Promise((resolve) => setTimeout(resolve, 5));

    expect(service.failure()).toMatchObject({ code: 'SLC6118', message: expect.stringContaining('SIGKILL') });
    await service.stop();
  });

  it('is not started, or is ended, when that is called off', async () => {
    const calledOff = new AbortController();
    const starting = startService({ ...options(), signal: calledOff.signal });
    calledOff.abort(new Error('enough'));

    await expect(starting).rejects.toThrow('enough');
    await expect(startService({ ...options(), signal: calledOff.signal })).rejects.toThrow('enough');
    expect(await leftOn(folder, 0)).toEqual([]);
  });

  it('does not outlive a parent that is killed; its runs do, and the next service knows them again', async () => {
    const door = new URL('../../../libs/lake/src/local/index.ts', import.meta.url).href;
    const program = `const { startService } = await import(${JSON.stringify(door)});
      console.log((await startService(${JSON.stringify(options())})).ready.endpoint);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout, 'data');
    const { id } = await startRun(String(line).trim());

    parent.kill('SIGKILL');
    while (findService(options().lake) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));

    expect(leftOf(0, `JOB_RUN_ID=${id}`).length).toBeGreaterThan(0);
    const next = await startService(options());
    expect(next.ready.endpoint).toBe(String(line).trim());
    await next.stop();
    expect(await leftOn(folder, 1_000)).toEqual([]);
  });
});

describe('an emulator that a program starts', () => {
  it('answers on loopback, and takes its processes along when it stops', async () => {
    const { ready, stop } = await startEmulator({ runFolder: join(folder, 'run') });

    expect((await fetch(`${ready.endpoint}/_ministack/health`)).ok).toBe(true);
    expect(ready.logFile).toBe(join(folder, 'run/emulator.log'));
    await stop();

    expect(await leftOn(folder, 0)).toEqual([]);
  });

  it('that is killed is a lake that broke down', async () => {
    const emulator = await startEmulator({ runFolder: join(folder, 'run') });
    process.kill(emulator.ready.pid, 'SIGKILL');
    while (!emulator.isGone()) await new Promise((resolve) => setTimeout(resolve, 20));

    await expect(emulator.stop()).rejects.toMatchObject({
      code: 'SLC6113',
      place: { file: join(folder, 'run/emulator.log') },
    });
    expect(await leftOn(folder, 0)).toEqual([]);
  });

  it('that cannot start says why', async () => {
    const starting = startEmulator({ runFolder: join(folder, 'run'), python: '/nowhere' });

    await expect(starting).rejects.toMatchObject({ code: 'SLC6105' });
  });
});

describe('the program by itself', () => {
  it('ends with its standard input', () => {
    const { lake, glueSource } = options();
    const args = [MAIN, 'service', `--lake=${lake}`, `--glue-source=${glueSource}`, '--python=python3'];
    const { status, stdout } = spawnSync(process.execPath, args, { input: '', encoding: 'utf8' });

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ready: { endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) } });
  });

  it.each([[[]], [['nonsense']], [['__proto__']]])('says how it is used when it is told %j', (args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^usage: /);
  });

  it.each([
    [['service', '--lake=x'], '--glue-source is missing'],
    [['emulator', '--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j in a line of the protocol', (args, message) => {
    const { status, stdout } = spawnSync(process.execPath, [MAIN, ...args], { input: '', encoding: 'utf8' });

    expect(status).toBe(1);
    expect(JSON.parse(stdout).failed.message).toContain(message);
  });
});
