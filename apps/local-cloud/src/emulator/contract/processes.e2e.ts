import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../start-emulator.ts';
import { createStacks, lambda, reporting } from './stacks.ts';
import { eventually, freePort, PYTHON, startTestCloud, type TestCloud } from './testing.ts';

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** A Lambda that is at work for ever, and the process that it is. */
async function startBusyLambda(cloud: TestCloud): Promise<{ readonly FunctionName: string; readonly pid: number }> {
  const FunctionName = 'busy';
  const source = reporting(cloud.reportUrl, 'busy', 'await new Promise(() => setInterval(() => {}, 1000))');
  const withPid = source.replace('JSON.stringify(event)', 'JSON.stringify({ pid: process.pid })');
  await createStacks(cloud.client).create('busy', { Busy: lambda(FunctionName, withPid) });
  await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }));
  const { body } = await eventually('the Lambda runs', () => cloud.reports('busy')[0]);
  return { FunctionName, pid: (body as { pid: number }).pid };
}

describe('a running emulator', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    process.env['AWS_PROFILE'] = 'production';
    process.env['AWS_SESSION_TOKEN'] = 'secret';
    process.env['NODE_OPTIONS'] = '--no-deprecation';
    cloud = await startTestCloud();
  });
  afterAll(async () => {
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'NODE_OPTIONS']) delete process.env[name];
    await cloud?.stop();
  });

  test('answers on loopback only', async () => {
    const port = new URL(cloud.emulator.endpoint).port;
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter((address) => !address.internal && address.family === 'IPv4'),
    );

    for (const { address } of others)
      await expect(fetch(`http://${address}:${port}/_ministack/health`)).rejects.toThrow();
    expect((await fetch(`${cloud.emulator.endpoint}/_ministack/health`)).ok).toBe(true);
  });

  test(
    'runs Lambdas with this Node, dummy credentials and the one endpoint, and with nothing of ' + 'the terminal',
    async () => {
      const source =
        'exports.handler = async (_event, context) => ({ version: process.version, env: process.env, ' +
        'left: context.getRemainingTimeInMillis() });';
      await createStacks(cloud.client).create('environment', { Environment: lambda('environment', source) });

      const { Payload } = await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName: 'environment' }));
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString());

      expect(answer.version).toBe(process.version);
      expect(answer.env).toMatchObject({
        AWS_ENDPOINT_URL: cloud.emulator.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_LAMBDA_FUNCTION_NAME: 'environment',
      });
      for (const name of ['AWS_PROFILE', 'NODE_OPTIONS']) expect(answer.env).not.toHaveProperty(name);
      expect(JSON.stringify(answer.env)).not.toContain('secret');
      expect(answer.left).toBeGreaterThan(25_000);
      expect(answer.left).toBeLessThanOrEqual(30_000);
    },
  );

  test('stops within two seconds while a Lambda runs, and leaves no process and no temporary file', async () => {
    const { pid } = await startBusyLambda(cloud);
    expect(lives(pid)).toBe(true);

    const started = Date.now();
    await cloud.emulator.stop();

    expect(Date.now() - started).toBeLessThan(2_000);
    expect(await cloud.emulator.ended).toBe(0);
    expect(lives(pid)).toBe(false);
    expect(readdirSync(cloud.runFolder)).toEqual(['emulator.log']);
  });
});

test('an emulator that is killed leaves no Lambda, not even a busy one', async () => {
  const cloud = await startTestCloud();
  try {
    const { FunctionName, pid } = await startBusyLambda(cloud);
    expect(lives(pid), FunctionName).toBe(true);

    process.kill(cloud.emulator.pid, 'SIGKILL');

    expect(await cloud.emulator.ended).toBe(null);
    await eventually('the end of the Lambda', () => (lives(pid) ? undefined : true), 10);
  } finally {
    await cloud.stop();
  }
});

test('a parent that is killed takes it along, with its Lambdas', async () => {
  const runFolder = await mkdtemp(join(tmpdir(), 'sluice-emulator-'));
  const port = await freePort();
  const helper = new URL('../start-emulator.ts', import.meta.url).href;
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { startEmulator } = await import(${JSON.stringify(helper)});
const { pid } = await startEmulator(${JSON.stringify({ port, serviceUrl: 'http://127.0.0.1:9', runFolder, python: PYTHON })});
console.log(pid);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    const client = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    await createStacks(client).create('idle', { Idle: lambda('idle', 'exports.handler = async () => process.pid;') });
    const { Payload } = await new LambdaClient(client).send(new InvokeCommand({ FunctionName: 'idle' }));
    const worker = Number(Buffer.from(Payload ?? []).toString());
    expect([pid, worker].map(lives)).toEqual([true, true]);

    parent.kill('SIGKILL');

    await eventually('both gone', () => (lives(pid) || lives(worker) ? undefined : true), 10);
    expect(existsSync(join(runFolder, 'tmp'))).toBe(false);
  } finally {
    parent.kill('SIGKILL');
    await rm(runFolder, { recursive: true, force: true });
  }
});

describe('a launcher that refuses', () => {
  const launch = (...args: string[]) =>
    spawnSync(PYTHON, ['-m', 'sluice_emulator', ...args], {
      cwd: join(import.meta.dirname, '../../../emulator'),
      encoding: 'utf8',
    });

  test.each([
    [
      'another address',
      ['--port', '4566', '--service-url', 'http://127.0.0.1:9', '--run-folder', '/tmp/x', '--host', '0.0.0.0'],
      'SLC6103',
      2,
    ],
    [
      'a service elsewhere',
      ['--port', '4566', '--service-url', 'http://10.0.0.1:9', '--run-folder', '/tmp/x'],
      'SLC6103',
      2,
    ],
    [
      'a folder that cannot be',
      ['--port', '4566', '--service-url', 'http://127.0.0.1:9', '--run-folder', '/proc/x'],
      'SLC6104',
      3,
    ],
  ])('%s says so in two lines', (_what, args, code, status) => {
    const result = launch(...args);

    expect(result.status).toBe(status);
    expect(result.stderr).toContain(code);
    expect(result.stderr.trim().split('\n')).toHaveLength(2);
  });

  test('a port that is taken is an error with a code in TypeScript too', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const runFolder = await mkdtemp(join(tmpdir(), 'sluice-emulator-'));

    await expect(
      startEmulator({ port, serviceUrl: 'http://127.0.0.1:9', runFolder, python: PYTHON }),
    ).rejects.toMatchObject({
      code: 'SLC6102',
    });
    await expect(
      startEmulator({ port: await freePort(), serviceUrl: 'http://127.0.0.1:9', runFolder, python: '/nowhere' }),
    ).rejects.toMatchObject({
      code: 'SLC6105',
    });
    taken.close();
    await rm(runFolder, { recursive: true, force: true });
  });
});
