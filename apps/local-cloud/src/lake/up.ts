import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  defaultHome,
  type FullRecord,
  type LakePlaces,
  type LakeProgress,
  type Lock,
  localEnvironment,
  noteUse,
  placesOf,
  pythonPath,
  readRecord,
  type StageReport,
  takeLock,
  type UpReport,
} from '@sluice/lake/local';
import { SluiceError } from '@sluice/protocol';
import { LocalCloudError } from '../errors.ts';
import { deployLake } from './deployment.ts';
import { refuseForeignAws } from './safety.ts';
import { KEEP, type SupervisorMessage, type SupervisorOptions } from './supervisor.ts';

/** How a lake is brought up. */
export interface UpOptions {
  readonly home?: string;
  readonly python?: string;
  /** Minutes without a use after which the lake ends by itself; 0 is never; 120 unless given. */
  readonly idleMinutes?: number;
  /** Context of the CDK app. */
  readonly context?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly progress: LakeProgress;
  readonly signal: AbortSignal;
}

const IDLE_MINUTES = 120;
const POLL_MILLISECONDS = 200;

/**
 * Brings a lake up that outlives this process, or deploys what changed to the one that runs. Fails or interrupted, it
 * leaves what was there before.
 */
export async function bringLakeUp(options: UpOptions): Promise<UpReport> {
  const { signal, environment = process.env } = options;
  refuseForeignAws(environment);
  const places = placesOf(options.home ?? defaultHome(environment));
  mkdirSync(places.logs, { recursive: true });
  const turn = await takeTurn(places, signal);
  try {
    const running = await standing(places, signal);
    if (running !== undefined)
      return { record: running, isNew: false, stages: await deployTo(places, running.endpoint, options) };
    return await startNew(places, options, environment);
  } finally {
    turn.release();
  }
}

async function startNew(places: LakePlaces, options: UpOptions, environment: NodeJS.ProcessEnv): Promise<UpReport> {
  const { idleMinutes = IDLE_MINUTES, python = pythonPath(environment), signal } = options;
  const broken = new AbortController();
  const starting = startSupervisor({ places, python, idleMinutes }, environment, signal);
  starting.then(
    ({ gone }) => void gone.then(() => broken.abort(endedLake(places))),
    () => undefined,
  );
  try {
    const endpoint = starting.then(({ record }) => record.endpoint);
    const stages = await deployTo(places, endpoint, { ...options, signal: AbortSignal.any([signal, broken.signal]) });
    const { record, keep } = await starting;
    await keep();
    // It may have ended between the last stage and this moment.
    if (readRecord(places)?.state !== 'ready') throw endedLake(places);
    return { record, isNew: true, stages };
  } catch (error) {
    await starting.then(
      (supervisor) => supervisor.end(),
      () => undefined,
    );
    throw error;
  }
}

function deployTo(
  places: LakePlaces,
  endpoint: string | Promise<string>,
  { context = {}, progress, signal }: UpOptions,
): Promise<StageReport[]> {
  noteUse(places);
  return deployLake({ places, endpoint, context, signal }, progress);
}

function endedLake(places: LakePlaces): LocalCloudError {
  return new LocalCloudError('SLC6113', 'the local lake ended while it was deployed', {
    file: join(places.logs, 'lake.log'),
  });
}

/**
 * The lake that runs, if one does. One that is still starting, though it is our turn, is another program's own, or ends
 * because its `up` was killed: what becomes of it is waited for.
 */
async function standing(places: LakePlaces, signal: AbortSignal): Promise<FullRecord | undefined> {
  for (;;) {
    const record = readRecord(places);
    if (record?.state !== 'starting') return record;
    await wait(POLL_MILLISECONDS, undefined, { signal });
  }
}

/** One `up` at a time: the second waits, and finds the lake running then. */
async function takeTurn(places: LakePlaces, signal: AbortSignal): Promise<Lock> {
  const folder = join(places.folder, 'up');
  mkdirSync(folder, { recursive: true });
  for (;;) {
    signal.throwIfAborted();
    try {
      return takeLock(folder);
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'SLC6002') throw error;
    }
    await wait(POLL_MILLISECONDS, undefined, { signal });
  }
}

interface Supervisor {
  readonly record: FullRecord;
  readonly gone: Promise<void>;
  /** Lets it live on without this process. */
  keep(): Promise<void>;
  /** Ends it and waits. */
  end(): Promise<void>;
}

async function startSupervisor(
  options: SupervisorOptions,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Supervisor> {
  signal.throwIfAborted();
  const log = openSync(join(options.places.logs, 'service.log'), 'a');
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../main.ts', import.meta.url)), 'hold', JSON.stringify(options)],
    {
      cwd: options.places.folder,
      // Nothing of the user's AWS settings lives on in it. The endpoint is not known yet, and it needs none.
      env: localEnvironment(environment, 'http://127.0.0.1:1'),
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    },
  );
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
  };
  const abort = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  try {
    const record = await answerOf(child, gone, options.places);
    signal.throwIfAborted();
    return {
      record,
      gone,
      end,
      keep: async () => {
        await new Promise<void>((resolve) => child.send(KEEP, () => resolve()));
        // It disconnects when it has written the record: from then on the lake is found.
        if (child.connected) await new Promise<void>((resolve) => child.once('disconnect', () => resolve()));
        child.unref();
      },
    };
  } catch (error) {
    await end();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function answerOf(child: ChildProcess, gone: Promise<void>, places: LakePlaces): Promise<FullRecord> {
  const answer: SupervisorMessage | undefined = await Promise.race([
    gone.then(() => undefined),
    new Promise<SupervisorMessage>((resolve) =>
      child.once('message', (message) => resolve(message as SupervisorMessage)),
    ),
  ]);
  if (answer?.kind === 'ready') return answer.record;
  const file = join(places.logs, 'lake.log');
  if (answer?.code !== undefined) throw new LocalCloudError(answer.code, answer.message, { file });
  throw new LocalCloudError('SLC6113', answer?.message ?? 'the process that holds the lake ended before it was ready', {
    file,
  });
}
