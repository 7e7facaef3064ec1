import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDatabaseCommand,
  CreateJobCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  GetJobRunCommand,
  GetPartitionsCommand,
  GlueClient,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { leftOf } from '@sluice/control-plane/process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLocalCloud } from './service.ts';

let folder: string;
let service: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-crash-'));
  mkdirSync(join(folder, 'source/sluice_glue'), { recursive: true });
  mkdirSync(join(folder, 'lake/processed'), { recursive: true });
  writeFileSync(
    join(folder, 'source/sluice_glue/__main__.py'),
    'import sys, time\ntime.sleep(float(sys.argv[sys.argv.index("--how_long") + 1]))\n',
  );
});
afterEach(() => {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const options = () => ({
  lake: join(folder, 'lake'),
  python: 'python3',
  glueSource: join(folder, 'source'),
  graceMilliseconds: 1_000,
});

/**
 * The service as a process of its own, which may write files of so many KiB, and a client of it with a table and a job.
 */
async function serve(limitKibibytes: number | 'unlimited') {
  const index = new URL('./service.ts', import.meta.url).href;
  const script = `const { startLocalCloud } = await import(${JSON.stringify(index)});
    console.log((await startLocalCloud(${JSON.stringify(options())})).endpoint);`;
  // A full disk for one process: a write beyond the limit fails.
  const shell = `trap '' XFSZ; ulimit -f ${limitKibibytes}; exec "$0" --input-type=module -e "$1"`;
  const child = spawn('bash', ['-c', shell, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  service = child;
  const endpoint = await new Promise<string>((resolve) =>
    child.stdout.once('data', (line) => resolve(String(line).trim())),
  );
  const client = new GlueClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'd' } }));
  await client.send(
    new CreateTableCommand({
      DatabaseName: 'd',
      TableInput: { Name: 't', PartitionKeys: [{ Name: 'p', Type: 'string' }] },
    }),
  );
  await client.send(
    new CreateJobCommand({
      Name: 'j',
      Role: 'r',
      Command: { Name: 'glueetl' },
      ExecutionProperty: { MaxConcurrentRuns: 9 },
    }),
  );
  const start = async (seconds: number) =>
    (await client.send(new StartJobRunCommand({ JobName: 'j', Arguments: { '--how_long': String(seconds) } })))
      .JobRunId ?? '';
  const run = async (RunId: string) =>
    (await client.send(new GetJobRunCommand({ JobName: 'j', RunId }))).JobRun?.JobRunState;
  const fillJobs = async (): Promise<void> => {
    const job = { Role: 'r', Command: { Name: 'glueetl' } };
    // By halves, so that less is left than the line of a run needs.
    for (let size = 32_768, index = 0; size > 16; index += 1) {
      const full = await client
        .send(new CreateJobCommand({ ...job, Name: `n${index}`, Description: 'x'.repeat(size) }))
        .catch(() => 'full');
      if (full === 'full') size /= 2;
    }
  };
  let said = 0;
  /** Adds partitions until one is refused; the error. */
  const write = async (size: number): Promise<Error> => {
    for (;;) {
      try {
        const PartitionInput = { Values: [String(said)], Parameters: { pad: 'x'.repeat(size) } };
        await client.send(new CreatePartitionCommand({ DatabaseName: 'd', TableName: 't', PartitionInput }));
        said += 1;
      } catch (error) {
        return error as Error;
      }
    }
  };
  const partitions = async () =>
    (await client.send(new GetPartitionsCommand({ DatabaseName: 'd', TableName: 't' }))).Partitions?.length;
  return { endpoint, start, run, write, fillJobs, partitions, said: () => said };
}

async function kill(): Promise<void> {
  const gone = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGKILL');
  await gone;
}

it(
  'killed in the middle of its work, it comes back on its port to all that it had said, and keeps ' + 'what still runs',
  async () => {
    const { endpoint, start, run, write, partitions, said } = await serve('unlimited');
    const id = await start(60);
    const writing = write(0);
    while (said() < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill();
    await writing;

    const second = await startLocalCloud(options());

    expect(second.endpoint).toBe(endpoint);
    // What was answered is there; one more may have been written and not answered.
    expect([said(), said() + 1]).toContain(await partitions());
    expect(await run(id)).toBe('RUNNING');
    await second.stop();
    expect(leftOf(0, `JOB_RUN_ID=${id}`)).toEqual([]);
  },
);

it('on a full disk it refuses what it cannot keep, lives on, and learns afterwards how its runs ended', async () => {
  const { start, run, write, fillJobs, partitions, said } = await serve(64);
  const id = await start(0.5);

  // Both journals: of the jobs first, so that the end of the run cannot be written down.
  await fillJobs();
  const refusal = await write(1000);

  expect(refusal).toMatchObject({ name: 'InternalServiceException', message: expect.stringContaining('EFBIG') });
  expect(await partitions()).toBe(said());
  while (!existsSync(join(folder, 'lake/service/runs', id, 'exit')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await partitions()).toBe(said());
  expect(await run(id)).toBe('RUNNING');
  await kill();

  const second = await startLocalCloud(options());
  while ((await run(id)) === 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await run(id)).toBe('SUCCEEDED');
  expect(await partitions()).toBe(said());
  await second.stop();
});
