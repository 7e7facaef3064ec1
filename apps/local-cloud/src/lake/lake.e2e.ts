import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateJobCommand, GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createAwsPorts, createTelemetry, dispatch } from '@sluice/control-plane';
import {
  bringLakeUp,
  CHECKOUT,
  findLocalLake,
  lakeState,
  logSources,
  openLog,
  placesOf,
  pythonPath,
  takeLakeDown,
} from '@sluice/lake/local';
import { type DatasetConfig, lakeNames } from '@sluice/protocol';
import { createQueryClient } from '@sluice/query';
import { afterAll, expect, it } from 'vitest';
import { gatewayS3 } from '../objects/objects-s3.ts';
import { leftOn, processesOn } from '../testing/processes.ts';
import { makeZip } from '../testing/zip-maker.ts';

const home = mkdtempSync(join(tmpdir(), 'sluice-home-'));
const places = placesOf(home);
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const SAMPLE = join(CHECKOUT, 'contracts/sales/samples/valid.csv.gz');

afterAll(async () => {
  await takeLakeDown(home);
  rmSync(home, { recursive: true, force: true });
});

function up(signal = new AbortController().signal, onEnd: (stage: string) => void = () => undefined) {
  const progress = { begin: () => undefined, end: ({ stage }: { stage: string }) => onEnd(stage) };
  return bringLakeUp({ home, context: { datasets: 'sales' }, progress, signal });
}

/** What stays when a lake has ended: its logs, and the CDK's output. */
const kept = () => readdirSync(places.folder).filter((name) => name !== 'up');

async function until<T>(look: () => T | undefined | Promise<T | undefined>, seconds: number): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await wait(200)) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s`);
  }
}

it('a file goes the whole way: put, decided, cut, run with the deployed code, reconciled, queried', async () => {
  const { record, isNew, stages } = await up();
  const { endpoint, account, region } = record;
  const configuration = { endpoint, region, credentials: CREDENTIALS };
  // The control plane's own clients read these.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  const s3 = gatewayS3(endpoint, region);
  const names = lakeNames({ account, region });

  await s3.send(
    new PutObjectCommand({ Bucket: names.rawBucket, Key: 'incoming/sales/valid.csv.gz', Body: readFileSync(SAMPLE) }),
  );
  const lambda = new LambdaClient(configuration);
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'sluice-sales-dispatch' }),
  );
  const config = JSON.parse(Environment?.Variables?.['SLUICE_CONFIG'] ?? '') as DatasetConfig;
  const ports = {
    ...createAwsPorts(config),
    telemetry: createTelemetry({ namespace: 'test', write: () => undefined }),
  };
  const runId = await until(
    async () => (await dispatch(ports, config, { now: true })).batches[0]?.jobRunId ?? undefined,
    30,
  );
  const glue = new GlueClient(configuration);
  const run = await until(async () => {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: config.job, RunId: runId }));
    return /ING$/.test(JobRun?.JobRunState ?? '') ? undefined : JobRun;
  }, 120);
  const query = createQueryClient({ ...configuration, database: names.database, workGroup: names.workgroup });
  const { rows, statistics, outputLocation } = await query.run(
    "SELECT count(*) FROM sales WHERE year = '2026' AND month = '01' AND day = '15'",
  );
  // The event of its end wakes reconcile: nobody waits for the next minute.
  const settled = await until(async () => {
    const reader = await openLog('sales-reconcile', home);
    return (await reader.read()).find((line) => line.includes('"batch-settled"'));
  }, 20);

  expect({ isNew, stages: stages.map(({ stage }) => stage).sort() }).toEqual({
    isNew: true,
    stages: ['bootstrap', 'deploy', 'emulator', 'synth'],
  });
  expect(run).toMatchObject({ JobRunState: 'SUCCEEDED', DPUSeconds: expect.any(Number) });
  expect(rows.map((row) => row.map(Number))).toEqual([[2]]);
  expect(statistics.scannedBytes).toBeGreaterThan(0);
  expect(outputLocation).toContain(`s3://${names.controlBucket}/`);
  expect(JSON.parse(settled)).toMatchObject({ job_run_id: runId, succeeded: 1 });
  const code = readdirSync(join(places.run, 'code'));
  expect(code).toHaveLength(1);
  const sources = await logSources(home);
  expect(sources.filter(({ kind }) => kind === 'run')).toEqual([
    { kind: 'run', name: runId, note: 'sluice-sales SUCCEEDED' },
  ]);
  expect((await (await openLog(runId.slice(0, 10), home)).read()).join('\n')).toContain('"outcome": "committed"');
  expect(findLocalLake(home)).toMatchObject({
    endpoint,
    account: '000000000000',
    region: 'us-east-1',
    pid: record.pid,
  });
});

it('a second up finds the first one and deploys to it', async () => {
  const before = findLocalLake(home);
  const [second, third] = await Promise.all([up(), up()]);

  expect([second.isNew, third.isNew]).toEqual([false, false]);
  expect([second.record.pid, third.record.pid]).toEqual([before?.pid, before?.pid]);
  // The stacks are written anew, and their digests are those of the account: there is nothing for the CDK to do.
  const last = [second, third].flatMap(({ stages }) =>
    stages.filter(({ stage }) => stage === 'deploy').map(({ note }) => note),
  );
  expect(last).toContain('nothing has changed');
});

it(
  'the process that holds the lake is killed in the middle of a run: no process is left, and the next ' +
    'up begins anew',
  async () => {
    const { endpoint, pid, region } = findLocalLake(home) ?? { endpoint: '', pid: 0, region: '' };
    const glue = new GlueClient({ endpoint, region, credentials: CREDENTIALS });
    const Bucket = lakeNames({ account: '000000000000', region }).controlBucket;
    const program =
      'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nopen("begun", "w")\ntime.sleep(600)\n';
    await gatewayS3(endpoint, region).send(
      new PutObjectCommand({
        Bucket,
        Key: 'sleeper.zip',
        Body: makeZip([{ path: 'sluice_glue/__main__.py', content: program }]),
      }),
    );
    await glue.send(new CreateJobCommand({ Name: 'sleeper', Role: 'r', Command: { Name: 'glueetl' } }));
    const Arguments = { '--extra-py-files': `s3://${Bucket}/sleeper.zip` };
    const { JobRunId = '' } = await glue.send(new StartJobRunCommand({ JobName: 'sleeper', Arguments }));
    await until(() => (existsSync(join(places.run, 'service/runs', JobRunId, 'begun')) ? true : undefined), 20);
    // The holder, the emulator, a Lambda or two, and the run with its shells.
    expect(processesOn(home).length).toBeGreaterThan(4);

    process.kill(pid, 'SIGKILL');

    expect(await leftOn(home, 10_000)).toEqual([]);
    expect(findLocalLake(home)).toBeUndefined();
    expect(existsSync(places.record)).toBe(true);
    const { record, isNew } = await up();
    expect(isNew).toBe(true);
    expect(record.pid).not.toBe(pid);
    expect(existsSync(join(places.run, 'service/runs', JobRunId))).toBe(false);
  },
);

it('down ends every process and leaves logs and the output of the CDK only; again it finds nothing to do', async () => {
  expect(findLocalLake(home)).toBeDefined();

  expect(await takeLakeDown(home)).toEqual({ wasRunning: true, leftovers: 0 });

  expect(processesOn(home)).toEqual([]);
  expect(kept().sort()).toEqual(['cdk.out', 'logs']);
  expect(findLocalLake(home)).toBeUndefined();
  expect(lakeState(home).lastNote).toMatch(/ended$/);
  expect(await takeLakeDown(home)).toEqual({ wasRunning: false, leftovers: 0 });
});

it('the emulator is killed: the lake says so and ends with everything', async () => {
  mkdirSync(places.logs, { recursive: true });
  const options = { places, python: pythonPath(process.env), idleMinutes: 0 };
  const holder = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), ['hold', JSON.stringify(options)], {
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => holder.once('exit', resolve));
  await new Promise((resolve) => holder.once('message', resolve));
  holder.send('keep');
  await until(() => findLocalLake(home), 5);
  const emulator = processesOn(home).find(({ command }) => command.includes('sluice_emulator'));

  process.kill(emulator?.pid ?? 0, 'SIGKILL');
  await gone;

  expect(await leftOn(home, 0)).toEqual([]);
  expect(kept().sort()).toEqual(['cdk.out', 'logs']);
  expect(readFileSync(join(places.logs, 'lake.log'), 'utf8')).toContain('ends: the emulator ended by itself');
});

it.each(['emulator', 'bootstrap'])('interrupted after the stage %s, up takes everything down again', async (last) => {
  const interruption = new AbortController();

  await expect(
    up(interruption.signal, (stage) => {
      if (stage === last) interruption.abort();
    }),
  ).rejects.toThrow(/abort/i);

  expect(await leftOn(home, 5_000)).toEqual([]);
  // The stacks are written beside the emulator's start, and may or may not have been complete by then.
  expect(kept().filter((name) => name !== 'cdk.out')).toEqual(['logs']);
});

it('nobody brings up a lake where AWS clients would go to a real account', async () => {
  const signal = new AbortController().signal;
  const progress = { begin: () => undefined, end: () => undefined };

  for (const environment of [
    { AWS_ENDPOINT_URL: 'https://s3.amazonaws.com' },
    { AWS_PROFILE: 'production', HOME: home },
  ])
    await expect(bringLakeUp({ home, environment, progress, signal })).rejects.toMatchObject({ code: 'SLC6110' });

  expect(processesOn(home)).toEqual([]);
});
