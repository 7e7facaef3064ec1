import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { defaultHome, type HeldLake, type LakeProgress, placesOf, pythonPath } from '@sluice/lake/local';
import { LocalCloudError } from '../errors.ts';
import { deployLake } from './deployment.ts';
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
  readonly progress: LakeProgress;
  readonly signal: AbortSignal;
}

/** A deployed lake that lives as long as this process, at most. */
export interface LocalLake extends HeldLake {
  /** Resolves when the lake is no good any more though nobody asked it to end. */
  readonly broken: Promise<LocalCloudError>;
  /** Stops everything and waits until nothing is left. */
  stop(): Promise<void>;
}

/**
 * Starts the emulator and the service in this process and deploys the checkout's CDK app to them. For tests and
 * benchmarks; `up` does the same in a process that stays, and finds this one to deploy what has changed since.
 */
export async function startLocalLake(options: LocalLakeOptions): Promise<LocalLake> {
  const { progress, context = {} } = options;
  refuseForeignAws(process.env);
  options.signal.throwIfAborted();
  const places = placesOf(options.home ?? defaultHome());
  mkdirSync(places.logs, { recursive: true });
  const broken = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal]);
  const starting = startFoundation({ places, python: options.python ?? pythonPath(process.env), idleMinutes: 0 });
  starting.then(
    (foundation) => void foundation.broken.then(() => broken.abort(brokenLake(places.logs))),
    () => undefined,
  );
  try {
    const endpoint = starting.then(({ record }) => record.endpoint);
    const stages = await deployLake({ places, endpoint, context, signal }, progress);
    const foundation = await starting;
    foundation.announce();
    const { serviceUrl, account, region, pid, startedAt } = foundation.record;
    return {
      endpoint: await endpoint,
      serviceUrl,
      account,
      region,
      pid,
      startedAt,
      stages,
      broken: foundation.broken.then(() => brokenLake(places.logs)),
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
function brokenLake(logs: string): LocalCloudError {
  return new LocalCloudError('SLC6113', 'the emulator ended while the lake was used', {
    file: join(logs, 'emulator.log'),
  });
}
