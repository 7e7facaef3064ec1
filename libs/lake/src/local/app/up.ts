import type { FullRecord, LocalLakeRecord } from '../record.ts';
import type { StageReport } from './messages.ts';
import { type AppOptions, type StartedApp, startApp } from './start-app.ts';

/** How a lake is brought up. */
export interface UpOptions extends AppOptions {
  /** The state lies in `<home>/local`; SLUICE_HOME or `.sluice` of the checkout unless given. */
  readonly home?: string | undefined;
  /** The Python of runs and of the emulator; SLUICE_PYTHON or `.venv` of the checkout unless given. */
  readonly python?: string | undefined;
  /** Minutes without a use after which the lake ends by itself; 0 is never; 120 unless given. */
  readonly idleMinutes?: number | undefined;
  /** Context of the CDK app. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

/** What `up` did. */
export interface UpReport {
  readonly record: FullRecord;
  /** False when the lake ran before. */
  readonly isNew: boolean;
  readonly stages: readonly StageReport[];
}

/** A deployed lake that ends with the process that started it. */
export interface HeldLake extends LocalLakeRecord {
  /** How long each stage took. */
  readonly stages: readonly StageReport[];
}

/**
 * Brings a lake up that outlives this process, or deploys what changed to the one that runs. Fails or interrupted, it
 * leaves what was there before.
 */
export async function bringLakeUp(options: UpOptions): Promise<UpReport> {
  return (await startApp<UpReport>('up', argumentsOf(options), options)).ready;
}

/** Brings a lake up that lives as long as this process, at most. For benchmarks and tests. */
export function holdLake(options: UpOptions): Promise<StartedApp<HeldLake>> {
  return startApp<HeldLake>('lake', argumentsOf(options), options);
}

function argumentsOf({ home, python, idleMinutes, context = {} }: UpOptions): string[] {
  return [
    ...(home === undefined ? [] : [`--home=${home}`]),
    ...(python === undefined ? [] : [`--python=${python}`]),
    ...(idleMinutes === undefined ? [] : [`--idle-minutes=${idleMinutes}`]),
    ...Object.entries(context).map(([name, value]) => `--context=${name}=${value}`),
  ];
}
