import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AthenaClient as Athena,
  type AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetWorkGroupCommand,
  StartQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import { CreateJobCommand, GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { leftOf } from '@sluice/control-plane/process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, startFakeS3 } from '../testing/fake-s3.ts';
import { makeZip } from '../testing/zip-maker.ts';
import { type GatewayService, startGatewayService } from './gateway-service.ts';

let s3: FakeS3;
let folder: string;
let service: GatewayService;
let glue: GlueClient;
let athena: AthenaClient;

/** Says which code it is, and where it was told to write. */
const program = (version: string) => `
import json, os, sys
print(json.dumps({"version": "${version}", "argv": sys.argv[1:], "file": __file__, "env": dict(os.environ)}))
sys.exit(int(os.environ.get("EXIT", "0")))
`;
const archive = (version: string) =>
  makeZip([
    { path: 'sluice_glue/__init__.py', content: '' },
    { path: 'sluice_glue/__main__.py', content: program(version) },
  ]);
const CODE = 's3://control/code/v1/sluice_glue.zip';

beforeEach(async () => {
  s3 = await startFakeS3();
  folder = mkdtempSync(join(tmpdir(), 'sluice-gateway-'));
  service = await startGatewayService({ folder, gateway: s3.endpoint, python: 'python3', graceMilliseconds: 500 });
  const configuration = {
    endpoint: service.serviceUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  glue = new GlueClient(configuration);
  athena = new Athena(configuration);
  s3.put('control', 'code/main.py', '# the script');
  s3.put('control', 'code/v1/sluice_glue.zip', archive('one'));
  s3.put('control', 'code/v2/sluice_glue.zip', archive('two'));
  await glue.send(
    new CreateJobCommand({
      Name: 'j',
      Role: 'r',
      Command: { Name: 'glueetl', ScriptLocation: 's3://control/code/main.py' },
      DefaultArguments: { '--extra-py-files': CODE, '--dataset_id': 'flights' },
      GlueVersion: '5.1',
      WorkerType: 'G.2X',
      NumberOfWorkers: 3,
      ExecutionProperty: { MaxConcurrentRuns: 5 },
    }),
  );
});
afterEach(async () => {
  await service.stop();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(Arguments: Record<string, string> = {}) {
  const { JobRunId = '' } = await glue.send(new StartJobRunCommand({ JobName: 'j', Arguments }));
  for (;;) {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: 'j', RunId: JobRunId }));
    if (!/ING$/.test(JobRun?.JobRunState ?? '')) return { ...JobRun, Id: JobRunId };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const said = (id: string) => JSON.parse(readFileSync(join(folder, 'service/runs', id, 'stdout.log'), 'utf8'));

describe('a run', () => {
  it('is the code that it pins, whatever another run takes', async () => {
    const [first, second, third] = await Promise.all([
      run(),
      run({ '--extra-py-files': 's3://control/code/v2/sluice_glue.zip' }),
      run(),
    ]);

    expect([said(first.Id), said(second.Id), said(third.Id)].map(({ version }) => version)).toEqual([
      'one',
      'two',
      'one',
    ]);
    expect(said(first.Id).file).toMatch(new RegExp(`^${folder}/code/[0-9a-f]{64}/sluice_glue/__main__.py$`));
    // Two versions, each unpacked once; nothing half unpacked is left.
    expect(readdirSync(join(folder, 'code')).filter((name) => /^[0-9a-f]{64}$/.test(name))).toHaveLength(2);
    expect(readdirSync(join(folder, 'code'))).toHaveLength(2);
  });

  it('finds the gateway, credentials that open nothing, and its temporary folder', async () => {
    process.env['AWS_SESSION_TOKEN'] = 'secret';
    process.env['HTTPS_PROXY'] = 'http://elsewhere';
    const { Id } = await run({ '--batch_id': 'b1' }).finally(() => {
      delete process.env['AWS_SESSION_TOKEN'];
      delete process.env['HTTPS_PROXY'];
    });
    const { env, argv } = said(Id);

    expect(argv).toEqual(['run', '--dataset_id', 'flights', '--batch_id', 'b1']);
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      JOB_RUN_ID: Id,
      TMPDIR: join(folder, 'tmp'),
      SPARK_LOCAL_DIRS: join(folder, 'tmp'),
      SPARK_SUBMIT_OPTS: `"-Djava.io.tmpdir=${join(folder, 'tmp')}"`,
      SLUICE_CACHE: expect.stringMatching(/./),
    });
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
    expect(env).not.toHaveProperty('HTTPS_PROXY');
  });

  it.each([
    [
      { '--extra-py-files': 's3://control/code/none.zip' },
      'bucket: control, key: code/none.zip. The specified key does not exist.',
    ],
    [
      { '--extra-py-files': 's3://absent/code.zip' },
      'bucket: absent, key: code.zip. The specified key does not exist.',
    ],
    [
      { '--scriptLocation': 's3://control/code/none.py' },
      'bucket: control, key: code/none.py. The specified key does not exist.',
    ],
    [{ '--extra-py-files': 's3://control/code/main.py.zip' }, 'main.py.zip cannot be unpacked: it is no ZIP archive'],
    [{ '--extra-py-files': 'code.zip' }, 'code.zip is no address'],
  ])('with the arguments %j fails to launch', async (args, message) => {
    s3.put('control', 'code/main.py.zip', '# the script');

    const { JobRunState, ErrorMessage, Id } = await run(args);

    expect(JobRunState).toBe('FAILED');
    expect(ErrorMessage).toMatch(/^LAUNCH ERROR \| /);
    expect(ErrorMessage).toContain(message);
    expect(existsSync(join(folder, 'service/runs', Id))).toBe(false);
    expect(existsSync(join(folder, 'code')) ? readdirSync(join(folder, 'code')) : []).toEqual([]);
  });

  it('tells EventBridge how it ended, and what it cost', async () => {
    const good = await run();
    const bad = await run({ '--scriptLocation': 's3://control/none' });
    while (s3.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));

    expect(good).toMatchObject({
      WorkerType: 'G.2X',
      NumberOfWorkers: 3,
      MaxCapacity: 6,
      GlueVersion: '5.1',
      JobRunState: 'SUCCEEDED',
    });
    expect(good.DPUSeconds).toBeCloseTo(
      ((good.CompletedOn?.getTime() ?? 0) - (good.StartedOn?.getTime() ?? 0)) * 0.006,
      1,
    );
    expect(s3.calls.map(({ target, headers }) => [target, headers['x-sluice-event']])).toEqual(
      Array(2).fill(['AWSEvents.PutEvents', '1']),
    );
    const entries = s3.calls.map(({ body }) => (body as { Entries: Record<string, string>[] }).Entries);
    expect(entries[0]).toEqual([
      { Source: 'aws.glue', DetailType: 'Glue Job State Change', Detail: expect.any(String), Resources: [] },
    ]);
    expect(entries.map((list) => JSON.parse(list[0]?.['Detail'] ?? ''))).toEqual([
      { jobName: 'j', severity: 'INFO', state: 'SUCCEEDED', jobRunId: good.Id, message: 'Job run succeeded' },
      { jobName: 'j', severity: 'ERROR', state: 'FAILED', jobRunId: bad.Id, message: bad.ErrorMessage },
    ]);
  });
});

it('a service that is killed takes its runs with it, whatever they do', async () => {
  const index = new URL('./gateway-service.ts', import.meta.url).href;
  const options = { folder: join(folder, 'second'), gateway: s3.endpoint, python: 'python3' };
  const script = `const { startGatewayService } = await import(${JSON.stringify(index)});
    console.log((await startGatewayService(${JSON.stringify(options)})).serviceUrl);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endpoint = await new Promise<string>((resolve) =>
    child.stdout.once('data', (line) => resolve(String(line).trim())),
  );
  const client = new GlueClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const stubborn =
    'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, ' +
    'signal.SIG_IGN)\ntime.sleep(60)\n';
  s3.put('control', 'stubborn.zip', makeZip([{ path: 'sluice_glue/__main__.py', content: stubborn }]));
  await client.send(new CreateJobCommand({ Name: 'j', Role: 'r', Command: { Name: 'glueetl' } }));
  const Arguments = { '--extra-py-files': 's3://control/stubborn.zip' };
  const { JobRunId } = await client.send(new StartJobRunCommand({ JobName: 'j', Arguments }));
  const left = () => leftOf(0, `JOB_RUN_ID=${JobRunId}`);
  expect(left().length).toBeGreaterThan(0);

  child.kill('SIGKILL');
  for (const patience = Date.now() + 5_000; left().length > 0 && Date.now() < patience; )
    await new Promise((resolve) => setTimeout(resolve, 20));

  expect(left()).toEqual([]);
});

describe('a workgroup of a template', () => {
  const configuration = {
    EnforceWorkGroupConfiguration: true,
    BytesScannedCutoffPerQuery: 10_000_000,
    ResultConfiguration: {
      OutputLocation: 's3://control/athena/',
      EncryptionConfiguration: { EncryptionOption: 'SSE_S3' as const },
    },
  };

  it('is kept as it was given, and says where results go whatever a client asks for', async () => {
    await athena.send(new CreateWorkGroupCommand({ Name: 'sluice', Configuration: configuration }));
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: 'sluice' }));
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: 'SELECT 1',
        WorkGroup: 'sluice',
        ResultConfiguration: { OutputLocation: 's3://mine/' },
      }),
    );
    const look = async () => (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution;
    while (!/SUCCEEDED|FAILED/.test((await look())?.Status?.State ?? ''))
      await new Promise((resolve) => setTimeout(resolve, 20));

    expect(WorkGroup?.Configuration).toMatchObject(configuration);
    expect((await look())?.Status?.State).toBe('SUCCEEDED');
    expect((await look())?.ResultConfiguration?.OutputLocation).toBe(`s3://control/athena/${QueryExecutionId}.csv`);
    expect(s3.requests).toContain(`PUT /control/athena/${QueryExecutionId}.csv`);
  });

  it('loses what an update takes away', async () => {
    await athena.send(new CreateWorkGroupCommand({ Name: 'sluice', Configuration: configuration }));
    await athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup: 'sluice',
        ConfigurationUpdates: {
          RemoveBytesScannedCutoffPerQuery: true,
          ResultConfigurationUpdates: { RemoveEncryptionConfiguration: true },
        },
      }),
    );

    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: 'sluice' }));
    expect(WorkGroup?.Configuration?.ResultConfiguration).toEqual({ OutputLocation: 's3://control/athena/' });
    expect(WorkGroup?.Configuration).not.toHaveProperty('BytesScannedCutoffPerQuery');
  });

  it('that nobody made is the primary one, without a place for results', async () => {
    await expect(athena.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1' }))).rejects.toThrow(
      'No output location provided',
    );
  });
});
