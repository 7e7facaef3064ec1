import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { JobRun, JobRuns } from '../job-runs.ts';
import { type FolderLake, objectPath } from './folder-paths.ts';
import { lastWords, lifeOf, startRunProcess, stopRun, wasStopped } from './run-process.ts';
import { linkOnce, syncFolder, throughTemporary, writeAll } from './whole-file.ts';

/** How runs of a lake on folders are started. */
export interface FolderRunsOptions {
  /** Python of the job. */
  readonly python: string;
  /** The environment of every run, where its way to the catalog stands. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

/** Runs that can also be asked to end. */
export interface FolderRuns extends JobRuns {
  /** Asks the runs that go on to take themselves back, or kills them. */
  stop(job: string, since: Date, signal: 'SIGINT' | 'SIGKILL'): Promise<readonly JobRun[]>;
}

interface Started {
  readonly arguments: Readonly<Record<string, string>>;
  readonly startedAt: string;
}

/** Glue reads these itself: they are spelled in kebab or camel case, and a script does not know them. */
const SCRIPT_ARGUMENT = /^--[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/**
 * Runs as processes of this machine, each with a folder `runs/<job>/<run id>/` in the lake. What was started is written
 * down before it is, and the process writes down its own end: whoever looks later, after a crash of the one who started
 * it as well, sees how it stands. A run is over when nothing of it runs any more, so that its batch needs no grace.
 */
export function createFolderRuns(lake: FolderLake, { python, environment, clock }: FolderRunsOptions): FolderRuns {
  const over = new Map<string, JobRun>();
  const folderOf = (job: string, runId: string) => join(lake.root, 'runs', job, runId);

  async function look(job: string, runId: string): Promise<JobRun | undefined> {
    const known = over.get(runId);
    if (known !== undefined) return known;
    const folder = folderOf(job, runId);
    const started = /^jr_[0-9a-z]+_[0-9a-f]+$/.test(runId) ? await startedAt(join(folder, 'run.json')) : undefined;
    if (started === undefined) return undefined;
    const run = runOf(runId, started, folder, clock.now());
    if (run.isOver) over.set(runId, run);
    return run;
  }

  async function since(job: string, instant: Date): Promise<readonly JobRun[]> {
    const names = await readdir(join(lake.root, 'runs', job)).catch(() => []);
    // The time of its start is in the name: old runs need not be looked at.
    const first = `jr_${stampOf(instant)}`;
    const runs = await Promise.all(
      names
        .filter((name) => name >= first)
        .sort()
        .map((name) => look(job, name)),
    );
    return runs.filter((run) => run !== undefined);
  }

  return {
    async start(job, args) {
      const now = clock.now();
      const runId = `jr_${stampOf(now)}_${randomBytes(8).toString('hex')}`;
      const folder = folderOf(job, runId);
      const own = argumentsOnFolders(lake, args);
      await mkdir(folder, { recursive: true });
      const started: Started = { arguments: own, startedAt: now.toISOString() };
      await throughTemporary(
        lake,
        (output) => writeAll(output, Buffer.from(JSON.stringify(started))),
        (temporary) => linkOnce(temporary, join(folder, 'run.json')),
      );
      await syncFolder(join(lake.root, 'runs', job));
      await startRunProcess({
        program: python,
        arguments: ['-m', 'sluice_glue', 'run', ...scriptArguments(own)],
        environment: {
          ...environment,
          JOB_RUN_ID: runId,
          PYTHONPATH: own['--extra-py-files'] ?? environment['PYTHONPATH'],
          PYTHONUNBUFFERED: '1',
        },
        folder,
      });
      return { kind: 'started', runId };
    },
    get: look,
    since,
    async stop(job, instant, signal) {
      const going = (await since(job, instant)).filter(({ isOver }) => !isOver);
      for (const { id } of going) stopRun(folderOf(job, id), markOf(id), signal);
      return going;
    },
  };
}

const markOf = (runId: string) => `JOB_RUN_ID=${runId}`;

/** Milliseconds since 1970 in a spelling that sorts as they do. */
const stampOf = (instant: Date) => Math.max(0, instant.getTime()).toString(36).padStart(9, '0');

async function startedAt(path: string): Promise<Started | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Started;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Addresses in the lake become paths: documents of a lake hold buckets and keys, so that it can be moved. */
function argumentsOnFolders(lake: FolderLake, args: Readonly<Record<string, string>>): Record<string, string> {
  const onFolders = (value: string): string => {
    const address = /^s3:\/\/([^/]+)(?:\/(.+))?$/.exec(value);
    if (address === null) return value;
    const [, bucket = '', key] = address;
    return key === undefined ? join(lake.root, bucket) : objectPath(lake, bucket, key);
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, onFolders(value)]));
}

function scriptArguments(args: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(args).flatMap(([name, value]) => (SCRIPT_ARGUMENT.test(name) ? [name, value] : []));
}

function runOf(id: string, { arguments: args, startedAt: begun }: Started, folder: string, now: Date): JobRun {
  const life = lifeOf(folder, new Date(begun), markOf(id), now);
  const attempt = Number(args['--attempt']);
  const about = {
    id,
    batchId: args['--batch_id'] ?? null,
    attempt: Number.isSafeInteger(attempt) ? attempt : null,
    startedAt: begun,
    dpuSeconds: 0,
  };
  if (life.kind !== 'over') {
    const state = life.kind === 'starting' ? 'STARTING' : 'RUNNING';
    return { ...about, state, isOver: false, endedAt: null, seconds: 0, message: null };
  }
  const { status, endedAt } = life;
  const seconds = Math.max(0, Math.round((endedAt.getTime() - Date.parse(begun)) / 1000));
  const ended = { ...about, isOver: true, endedAt: endedAt.toISOString(), seconds };
  if (status === 0) return { ...ended, state: 'SUCCEEDED', message: null };
  const silent = status === undefined ? 'its process ended without an exit status' : `exit status ${status}`;
  return { ...ended, state: wasStopped(folder) ? 'STOPPED' : 'FAILED', message: lastWords(folder) ?? silent };
}
