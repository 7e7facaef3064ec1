import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchGetJobsCommand,
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  CreateJobCommand,
  DeleteJobCommand,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  ListJobsCommand,
  StartJobRunCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { groupLives, leftOf } from '@sluice/control-plane/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLake, type TestLake } from '../testing/lake.ts';
import { JobStore } from './job-store.ts';
import { folderCode } from './pinned-code.ts';
import { Runner } from './runner.ts';

/** A job that does what its arguments say: `--do_what exit:3`, `sleep:10`, `stubborn:10`, `child:10`. */
const PROGRAM = `
import json, os, signal, subprocess, sys, time
what, _, value = sys.argv[sys.argv.index("--do_what") + 1].partition(":")
print(json.dumps({"argv": sys.argv[1:], "run": os.environ["JOB_RUN_ID"], "endpoint": os.environ["AWS_ENDPOINT_URL"]}), flush=True)
if what == "exit":
    print(json.dumps({"level": "info", "message": "working"}), file=sys.stderr)
    print(json.dumps({"level": "error", "code": "SLC5099", "message": "the disk is full"}), file=sys.stderr)
    sys.exit(int(value))
if what == "raise":
    raise ValueError("no good")
if what == "stubborn":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
if what == "child":
    subprocess.Popen(["sleep", value])
    subprocess.Popen(["sh", "-c", "sleep " + value + "; true"], start_new_session=True)
    sys.exit(0)
try:
    time.sleep(float(value or 0))
except KeyboardInterrupt:
    print("took itself back", flush=True)
    sys.exit(130)
`;

let lake: TestLake;
const JobName = 'sluice-flights';
const definition = {
  Role: 'arn:aws:iam::000000000000:role/glue',
  Command: { Name: 'glueetl', ScriptLocation: 's3://control/code/main.py', PythonVersion: '3' },
};

beforeAll(async () => {
  lake = await openTestLake({ program: PROGRAM });
  await lake.glue.send(
    new CreateJobCommand({
      Name: JobName,
      ...definition,
      DefaultArguments: { '--do_what': 'sleep:0', '--dataset_id': 'flights', '--extra-py-files': 's3://x' },
      ExecutionProperty: { MaxConcurrentRuns: 2 },
    }),
  );
});
afterAll(async () => lake.close());

async function start(what: string, job = JobName): Promise<string> {
  return (
    (await lake.glue.send(new StartJobRunCommand({ JobName: job, Arguments: { '--do_what': what } }))).JobRunId ?? ''
  );
}

async function get(RunId: string, job = JobName) {
  return (await lake.glue.send(new GetJobRunCommand({ JobName: job, RunId }))).JobRun;
}

async function ended(id: string, job = JobName) {
  for (;;) {
    const run = await get(id, job);
    if (!['STARTING', 'RUNNING', 'STOPPING'].includes(run?.JobRunState ?? '')) return run;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

function record(id: string): { SluicePid: number; SluiceExitStatus?: number } {
  const lines = readFileSync(join(lake.folder, 'service/state/jobs.jsonl'), 'utf8').trim().split('\n');
  return lines.flatMap((line) => JSON.parse(line)).findLast((change) => change.id === id).value;
}

function output(id: string): string {
  return readFileSync(join(lake.folder, 'service/runs', id, 'stdout.log'), 'utf8');
}

describe('runs', () => {
  it('run a process with the arguments over the defaults, and end with its exit status', async () => {
    const id = await start('exit:0');
    const run = await ended(id);
    const { argv, run: inside, endpoint } = JSON.parse(output(id));

    expect(id).toMatch(/^jr_[0-9a-f]{64}$/);
    expect(run).toMatchObject({
      JobRunState: 'SUCCEEDED',
      Attempt: 0,
      Arguments: { '--do_what': 'exit:0', '--dataset_id': 'flights', '--extra-py-files': 's3://x' },
    });
    expect(argv).toEqual(['run', '--do_what', 'exit:0', '--dataset_id', 'flights']);
    expect([inside, endpoint]).toEqual([id, lake.cloud.endpoint]);
    expect(record(id)).toMatchObject({ SluicePid: expect.any(Number), SluiceExitStatus: 0 });
  });

  it('fail with the last error of their log', async () => {
    const [coded, raised] = await Promise.all([start('exit:3'), start('raise')]);

    expect(await ended(coded)).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: 'SLC5099: the disk is full' });
    expect(await ended(raised)).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: 'ValueError: no good' });
    expect(record(coded).SluiceExitStatus).toBe(3);
  });

  it('are limited to MaxConcurrentRuns, stopped by SIGINT, and leave no process', async () => {
    const [gentle, stubborn] = [await start('sleep:60'), await start('stubborn:60')];
    await expect(start('exit:0')).rejects.toMatchObject({ name: 'ConcurrentRunsExceededException' });
    while (
      !existsSync(join(lake.folder, 'service/runs', stubborn, 'stdout.log')) ||
      output(stubborn) === '' ||
      output(gentle) === ''
    )
      await new Promise((resolve) => setTimeout(resolve, 30));

    const answer = await lake.glue.send(
      new BatchStopJobRunCommand({ JobName, JobRunIds: [gentle, stubborn, 'jr_none'] }),
    );

    expect(answer.SuccessfulSubmissions).toHaveLength(2);
    expect(answer.Errors?.[0]?.ErrorDetail?.ErrorCode).toBe('EntityNotFoundException');
    expect((await ended(gentle))?.JobRunState).toBe('STOPPED');
    expect(output(gentle)).toContain('took itself back');
    expect((await ended(stubborn))?.JobRunState).toBe('STOPPED');
    for (const id of [gentle, stubborn]) expect(groupLives(record(id).SluicePid)).toBe(false);
    expect(record(gentle).SluiceExitStatus).toBe(130);
  });

  it('a storm of starts gets as many runs as there may be, and a stop right after the start is a stop', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => start('sleep:60')));

    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(ids).toHaveLength(2);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ConcurrentRunsExceededException);
    await lake.glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: ids }));
    for (const id of ids) expect((await ended(id))?.JobRunState).toBe('STOPPED');
  });

  it('are over only when what they left behind is gone too', async () => {
    const id = await start('child:60');

    expect((await ended(id))?.JobRunState).toBe('SUCCEEDED');
    expect(leftOf(record(id).SluicePid, `JOB_RUN_ID=${id}`)).toEqual([]);
  });

  it('are retried by hand as often as one likes, each time under a new id', async () => {
    const id = await start('exit:0');
    await ended(id);
    const retry = async () => (await lake.glue.send(new StartJobRunCommand({ JobName, JobRunId: id }))).JobRunId ?? '';

    const ids = [await retry(), await retry()];

    expect(ids).toEqual([`${id}_attempt_1`, `${id}_attempt_2`]);
    for (const again of ids) expect((await ended(again))?.JobRunState).toBe('SUCCEEDED');
  });

  it('are tried again by MaxRetries, under their own ids', async () => {
    await lake.glue.send(new CreateJobCommand({ Name: 'retried', ...definition, MaxRetries: 2 }));
    const id = await start('exit:1', 'retried');
    await ended(id, 'retried');
    let runs: { Id?: string | undefined; Attempt?: number | undefined; JobRunState?: string | undefined }[] = [];
    while (runs.length < 3 || runs[0]?.JobRunState !== 'FAILED')
      runs = (await lake.glue.send(new GetJobRunsCommand({ JobName: 'retried' }))).JobRuns ?? [];

    expect(runs.map((run) => [run.Id, run.Attempt])).toEqual([
      [`${id}_attempt_2`, 2],
      [`${id}_attempt_1`, 1],
      [id, 0],
    ]);
  });
});

describe('what a restart finds', () => {
  it('a run that lives is adopted, one that died is failed, one that ended is read from what it left', async () => {
    const folder = join(lake.folder, 'crashed');
    mkdirSync(folder);
    const store = new JobStore(join(folder, 'jobs.jsonl'));
    const options = {
      python: 'python3',
      code: folderCode(join(lake.folder, 'source')),
      lake: folder,
      graceMilliseconds: 500,
    };
    const runner = new Runner(store, options);
    runner.open('http://127.0.0.1:1');
    const job = { Name: 'j', CreatedOn: 0, LastModifiedOn: 0, ExecutionProperty: { MaxConcurrentRuns: 9 } };
    const begin = (what: string, timeout = 480) => runner.start(job, { '--do_what': what }, { timeout });
    const [done, killed, lives, slow] = [
      await begin('exit:0'),
      await begin('sleep:60'),
      await begin('sleep:0.8'),
      await begin('sleep:60', 1),
    ];
    const stranger = spawn('sleep', ['60'], { detached: true });
    while (
      !existsSync(join(folder, 'service/runs', done, 'exit')) ||
      readdirSync(join(folder, 'service/runs')).length < 4
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    // What the journal of a service that was killed now would hold: all four running.
    const lines = [done, killed, lives, slow].map((id) => ({
      kind: 'run',
      id,
      value: { ...store.run(id), JobRunState: 'RUNNING', CompletedOn: undefined, SluiceExitStatus: undefined },
    }));
    const reused = {
      ...lines[1]!,
      id: 'jr_reused',
      value: {
        ...lines[1]!.value,
        Id: 'jr_reused',
        SluicePid: stranger.pid,
        SluiceProcessStarted: '1',
        SluiceLogs: 'service/runs/none',
      },
    };
    const restarted = join(folder, 'again.jsonl');
    writeFileSync(restarted, `${JSON.stringify([...lines, reused])}\n`);
    process.kill(-(store.run(killed)?.SluicePid ?? 0), 'SIGKILL');

    const after = new JobStore(restarted);
    const second = new Runner(after, { ...options, minuteMilliseconds: 1_500 });
    second.open('http://127.0.0.1:1');
    const states = () => [done, killed, lives, slow, 'jr_reused'].map((id) => after.run(id)?.JobRunState);
    expect(states().slice(2, 4)).toEqual(['RUNNING', 'RUNNING']);
    while (states().includes('RUNNING')) await new Promise((resolve) => setTimeout(resolve, 50));

    expect(states()).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'TIMEOUT', 'FAILED']);
    expect(after.run(done)?.SluiceExitStatus).toBe(0);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill('SIGKILL');
    await Promise.all([runner.close(), second.close()]);
    store.close();
    after.close();
  });

  it('stopping the service stops its runs', async () => {
    const id = await start('sleep:60');
    const { SluicePid } = record(id);

    await lake.restart();

    expect((await get(id))?.JobRunState).toBe('STOPPED');
    expect(groupLives(SluicePid)).toBe(false);
  });
});

describe('a service that ends badly', () => {
  it('leaves no process when it is stopped while runs are starting', async () => {
    const starting = [start('sleep:60'), start('sleep:60')].map((answer) => answer.catch(() => ''));
    const folder = join(lake.folder, 'service/runs');
    const before = new Set(readdirSync(folder));
    while (readdirSync(folder).length === before.size) await new Promise((resolve) => setImmediate(resolve));

    await lake.restart();

    await Promise.all(starting);
    const begun = readdirSync(folder).filter((id) => !before.has(id));
    expect(begun.length).toBeGreaterThan(0);
    for (const id of begun) {
      expect(leftOf(0, `JOB_RUN_ID=${id}`)).toEqual([]);
      expect((await get(id))?.JobRunState).toBe('STOPPED');
    }
  });
});

describe('jobs', () => {
  it('are created, read, changed, listed and deleted', async () => {
    await lake.glue.send(new CreateJobCommand({ Name: 'Job', ...definition }));
    await expect(lake.glue.send(new CreateJobCommand({ Name: 'Job', ...definition }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    await lake.glue.send(
      new UpdateJobCommand({ JobName: 'Job', JobUpdate: { ...definition, Timeout: 5, Description: 'new' } }),
    );

    expect((await lake.glue.send(new GetJobCommand({ JobName: 'Job' }))).Job).toMatchObject({
      Name: 'Job',
      Timeout: 5,
      Description: 'new',
      ExecutionProperty: { MaxConcurrentRuns: 1 },
    });
    expect((await lake.glue.send(new ListJobsCommand({}))).JobNames).toEqual(expect.arrayContaining(['Job', JobName]));
    expect((await lake.glue.send(new GetJobsCommand({ MaxResults: 1 }))).NextToken).toBeDefined();
    expect((await lake.glue.send(new BatchGetJobsCommand({ JobNames: ['Job', 'none'] }))).JobsNotFound).toEqual([
      'none',
    ]);
    await lake.glue.send(new DeleteJobCommand({ JobName: 'Job' }));
    await expect(lake.glue.send(new GetJobCommand({ JobName: 'Job' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await expect(start('exit:0', 'Job')).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});
