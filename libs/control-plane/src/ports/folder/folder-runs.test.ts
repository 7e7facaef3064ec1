import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Clock, SYSTEM_CLOCK } from '../clock.ts';
import type { JobRun } from '../job-runs.ts';
import { createFolderRuns } from './folder-runs.ts';
import { startRunProcess } from './run-process.ts';
import { scratchLake } from './testing/folder-lake.ts';

const lake = scratchLake();
afterAll(() => lake[Symbol.dispose]());
const ARGUMENTS = {
  '--dataset_id': 'flights',
  '--batch_id': 'b1',
  '--attempt': '2',
  '--manifest_uri': 's3://control/flights/batches/b1/manifest.json',
  '--output_uri': 's3://processed',
  '--scriptLocation': 's3://control/code/c/main.py',
  '--extra-py-files': 's3://control/code/c/sluice_glue.zip',
};

let made = 0;
/** Runs of a lake whose job is this shell script. */
function runsOf(script: string, clock: Clock = SYSTEM_CLOCK) {
  made += 1;
  const python = join(lake.root, `job ${made}`);
  writeFileSync(python, `#!/bin/sh\n${script}\n`);
  chmodSync(python, 0o755);
  const environment = { PATH: process.env['PATH'] };
  return { job: `job-${made}`, runs: createFolderRuns(lake, { python, environment, clock }) };
}

async function started({ job, runs }: ReturnType<typeof runsOf>): Promise<string> {
  const answer = await runs.start(job, ARGUMENTS);
  if (answer.kind !== 'started') throw new Error('it has room');
  return answer.runId;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
async function until(look: () => Promise<JobRun | undefined>, isIt: (run: JobRun) => boolean): Promise<JobRun> {
  for (let round = 0; round < 500; round += 1) {
    const run = await look();
    if (run !== undefined && isIt(run)) return run;
    await pause();
  }
  throw new Error('it never came');
}
const isOver = (run: JobRun) => run.isOver;
const folderOf = (job: string, id: string) => join(lake.root, 'runs', job, id);

test('a run gets its arguments as paths of the lake, and its code', async () => {
  const own = runsOf('printf "%s\\n" "$@" > args; echo "$JOB_RUN_ID $PYTHONPATH" > env');
  const id = await started(own);

  expect(await until(() => own.runs.get(own.job, id), isOver)).toMatchObject({
    id,
    batchId: 'b1',
    attempt: 2,
    state: 'SUCCEEDED',
    message: null,
  });
  const folder = folderOf(own.job, id);
  expect(readFileSync(join(folder, 'args'), 'utf8').split('\n')).toEqual([
    ...['-m', 'sluice_glue', 'run', '--dataset_id', 'flights', '--batch_id', 'b1', '--attempt', '2'],
    ...['--manifest_uri', join(lake.root, 'control/flights/batches/b1/manifest.json')],
    ...['--output_uri', join(lake.root, 'processed'), ''],
  ]);
  expect(readFileSync(join(folder, 'env'), 'utf8')).toBe(`${id} ${lake.root}/control/code/c/sluice_glue.zip\n`);
});

test('a run that fails says why, with its own last words', async () => {
  const own = runsOf('echo "{\\"event\\":\\"failed\\",\\"code\\":\\"SLC5111\\",\\"message\\":\\"full\\"}" >&2; exit 3');
  const id = await started(own);

  expect(await until(() => own.runs.get(own.job, id), isOver)).toMatchObject({
    state: 'FAILED',
    message: 'SLC5111: full',
  });
});

test('another process finds the run by its arguments, and how it ended, though nobody waited for it', async () => {
  const own = runsOf('sleep 0.2');
  const id = await started(own);
  // As after a crash of whoever started it: nothing but the folder is known.
  const later = createFolderRuns(lake, { python: '/no/python', environment: {}, clock: SYSTEM_CLOCK });

  const [found] = await later.since(own.job, new Date(Date.now() - 60_000));
  expect(found).toMatchObject({ id, isOver: false, endedAt: null });
  expect(await until(() => later.get(own.job, id), isOver)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await later.since(own.job, new Date(Date.now() + 60_000))).toEqual([]);
  expect(await later.get(own.job, 'jr_none_0')).toBeUndefined();
  expect(await later.get(own.job, '../job-1')).toBeUndefined();
});

test('a run whose leader was killed is over only when nothing of it runs any more, and has failed', async () => {
  const own = runsOf('sh -c "trap \\"\\" TERM; sleep 60" & echo $! > child; wait');
  const id = await started(own);
  await until(
    () => own.runs.get(own.job, id),
    () => existsSync(join(folderOf(own.job, id), 'child')),
  );
  const leader = Number(readFileSync(join(folderOf(own.job, id), 'leader'), 'utf8').split('\n')[0]);

  process.kill(leader, 'SIGKILL');
  await pause();

  // The first look finds what is left, and ends it: nobody would learn how that ends.
  expect((await own.runs.get(own.job, id))?.isOver).toBe(false);
  const run = await until(() => own.runs.get(own.job, id), isOver);
  expect(run).toMatchObject({ state: 'FAILED', message: 'its process ended without an exit status' });
  const child = Number(readFileSync(join(folderOf(own.job, id), 'child'), 'utf8'));
  expect(existsSync(`/proc/${child}/cmdline`) && readFileSync(`/proc/${child}/cmdline`, 'utf8')).toBeFalsy();
});

test('a pid that belongs to somebody else now is not the run', async () => {
  const own = runsOf('exit 0');
  const id = await started(own);
  await until(() => own.runs.get(own.job, id), isOver);
  const folder = folderOf(own.job, id);
  const other = join(
    lake.root,
    'runs',
    own.job,
    id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  );
  mkdirSync(other);
  writeFileSync(join(other, 'run.json'), readFileSync(join(folder, 'run.json')));
  writeFileSync(join(other, 'leader'), `${process.pid}\nanother start\n`);

  expect(await own.runs.get(own.job, other.slice(other.lastIndexOf('/') + 1))).toMatchObject({ state: 'FAILED' });
});

test('a stopped run takes itself back, and one that does not listen is killed', async () => {
  const polite = runsOf('trap "exit 130" INT; touch up; while :; do sleep 0.05; done');
  const deaf = runsOf('trap "" INT; touch up; while :; do sleep 0.05; done');
  const [politeId, deafId] = [await started(polite), await started(deaf)];
  const since = new Date(Date.now() - 60_000);
  for (const [own, id] of [
    [polite, politeId],
    [deaf, deafId],
  ] as const) {
    await until(
      () => own.runs.get(own.job, id),
      () => existsSync(join(folderOf(own.job, id), 'up')),
    );
    expect(await own.runs.stop(own.job, since, 'SIGINT')).toHaveLength(1);
  }

  expect(await until(() => polite.runs.get(polite.job, politeId), isOver)).toMatchObject({ state: 'STOPPED' });
  expect((await deaf.runs.get(deaf.job, deafId))?.isOver).toBe(false);
  await deaf.runs.stop(deaf.job, since, 'SIGKILL');
  expect(await until(() => deaf.runs.get(deaf.job, deafId), isOver)).toMatchObject({ state: 'STOPPED' });
  expect(await deaf.runs.stop(deaf.job, since, 'SIGINT')).toEqual([]);
});

test('a run that was written down and never began is over after a while, and cannot begin any more', async () => {
  let minutes = 0;
  const clock = { ...SYSTEM_CLOCK, now: () => new Date(Date.now() + minutes * 60_000) };
  const own = runsOf('touch began', clock);
  const id = await started(own);
  await until(() => own.runs.get(own.job, id), isOver);
  // The same, as if its starter had died between the two.
  const other = join(
    lake.root,
    'runs',
    own.job,
    id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  );
  mkdirSync(other);
  writeFileSync(join(other, 'run.json'), readFileSync(join(folderOf(own.job, id), 'run.json')));
  const otherId = other.slice(other.lastIndexOf('/') + 1);

  expect(await own.runs.get(own.job, otherId)).toMatchObject({ state: 'STARTING', isOver: false });
  minutes = 1;
  expect(await own.runs.get(own.job, otherId)).toMatchObject({ state: 'FAILED', isOver: true });
  await startRunProcess({ program: '/bin/touch', arguments: ['began'], environment: process.env, folder: other });
  for (let round = 0; round < 20; round += 1) await pause();
  expect(readdirSync(other)).not.toContain('began');
});
