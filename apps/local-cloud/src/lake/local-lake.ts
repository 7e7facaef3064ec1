import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CHECKOUT, defaultHome, type LocalLakeRecord, placesOf } from '@sluice/lake/local';
import { LocalCloudError } from '../errors.ts';
import { deployLake, type LakeProgress, type StageReport } from './deployment.ts';
import { startFoundation } from './foundation.ts';
import { refuseForeignAws } from './safety.ts';

/** How a lake is made in this process. */
export interface LocalLakeOptions {
  /** The state lies in `<home>/local`; SLUICE_HOME or `.sluice` of the checkout unless given. */
  readonly home?: string;
  /** The Python of runs and of the emulator; SLUICE_PYTHON or `.venv` of the checkout unless given. */
  readonly python?: string;
  /** Context of the CDK app; `graceSeconds` is 0 unless given, for a run is a local process whose end is known. */
  readonly context?: Readonly<Record<string, string>>;
  readonly progress?: LakeProgress;
  readonly signal?: AbortSignal;
}

/** A deployed lake that lives as long as this process, at most. */
export interface LocalLake extends LocalLakeRecord {
  /** How long each stage took. */
  readonly stages: readonly StageReport[];
  /** Brings the checkout's state to the lake again. */
  deploy(context?: Readonly<Record<string, string>>): Promise<StageReport[]>;
  /** Stops everything and waits until nothing is left. */
  stop(): Promise<void>;
}

const SILENT: LakeProgress = { begin: () => undefined, end: () => undefined };

/**
 * Starts the emulator and the service in this process and deploys the checkout's CDK app to them. For tests and demos;
 * `sluice local up` does the same in a process that stays.
 */
export async function startLocalLake(options: LocalLakeOptions = {}): Promise<LocalLake> {
  const { progress = SILENT, signal: outer = new AbortController().signal } = options;
  refuseForeignAws(process.env);
  outer.throwIfAborted();
  const places = placesOf(options.home ?? defaultHome());
  mkdirSync(places.logs, { recursive: true });
  const broken = new AbortController();
  const signal = AbortSignal.any([outer, broken.signal]);
  const starting = startFoundation({ places, python: options.python ?? defaultPython(), idleMinutes: 0 });
  starting.then(
    (foundation) => void foundation.broken.then(() => broken.abort(brokenLake(places.logs))),
    () => undefined,
  );
  const deployTo = (
    endpoint: string | Promise<string>,
    context: Readonly<Record<string, string>> = {},
  ): Promise<StageReport[]> =>
    deployLake({ places, endpoint, context: { ...options.context, ...context }, signal }, progress);
  try {
    const stages = await deployTo(starting.then(({ record }) => record.endpoint));
    const foundation = await starting;
    foundation.announce();
    const { endpoint, serviceUrl, account, region, pid, startedAt } = foundation.record;
    return {
      endpoint,
      serviceUrl,
      account,
      region,
      pid,
      startedAt,
      stages,
      deploy: (context) => deployTo(endpoint, context),
      stop: () => foundation.stop(),
    };
  } catch (error) {
    await starting.then(
      (foundation) => foundation.stop(),
      () => undefined,
    );
    throw error;
  }
}

/** The emulator ended by itself. */
export function brokenLake(logs: string): LocalCloudError {
  return new LocalCloudError('SLC6113', 'the emulator ended while the lake was used', {
    file: join(logs, 'emulator.log'),
  });
}

/** The Python of the checkout. */
export function defaultPython(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['SLUICE_PYTHON'];
  return chosen === undefined || chosen === '' ? join(CHECKOUT, '.venv', 'bin', 'python') : chosen;
}
