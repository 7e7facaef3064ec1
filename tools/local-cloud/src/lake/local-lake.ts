import { join } from 'node:path';
import process from 'node:process';
import { LocalCloudError } from '../errors.ts';
import { deployLake, type LakeProgress, type StageReport, timed } from './deployment.ts';
import { type Foundation, startFoundation } from './foundation.ts';
import { CHECKOUT, defaultHome, placesOf } from './places.ts';
import type { LocalLakeRecord } from './record.ts';
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
const CONTEXT = { graceSeconds: '0' };

/**
 * Starts the emulator and the service in this process and deploys the checkout's CDK app to them. For tests and demos; `sluice local up` does the same
 * in a process that stays.
 */
export async function startLocalLake(options: LocalLakeOptions = {}): Promise<LocalLake> {
  const { progress = SILENT, signal = new AbortController().signal } = options;
  refuseForeignAws(process.env);
  const places = placesOf(options.home ?? defaultHome());
  let foundation: Foundation | undefined;
  try {
    progress.begin('emulator');
    const begun = await timed('emulator', async () => {
      foundation = await startFoundation({ places, python: options.python ?? defaultPython(), idleMinutes: 0 });
      return foundation.record.endpoint;
    });
    progress.end(begun);
    const started = foundation as unknown as Foundation;
    const { endpoint } = started.record;
    const broken = new AbortController();
    void started.broken.then(() => broken.abort(brokenLake(places.logs)));
    const deploy = (context: Readonly<Record<string, string>> = {}): Promise<StageReport[]> =>
      deployLake(
        {
          places,
          endpoint,
          context: { ...CONTEXT, ...options.context, ...context },
          signal: AbortSignal.any([signal, broken.signal]),
        },
        progress,
      );
    const stages = await deploy();
    started.announce();
    const { serviceUrl, account, region, pid, startedAt } = started.record;
    return { endpoint, serviceUrl, account, region, pid, startedAt, stages: [begun, ...stages], deploy, stop: () => started.stop() };
  } catch (error) {
    await foundation?.stop();
    throw error;
  }
}

/** The emulator ended by itself. */
export function brokenLake(logs: string): LocalCloudError {
  return new LocalCloudError('SLC6113', 'the emulator ended while the lake was used', { file: join(logs, 'emulator.log') });
}

/** The Python of the checkout. */
export function defaultPython(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['SLUICE_PYTHON'];
  return chosen === undefined || chosen === '' ? join(CHECKOUT, '.venv', 'bin', 'python') : chosen;
}
