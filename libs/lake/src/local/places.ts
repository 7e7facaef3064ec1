import { join, resolve } from 'node:path';

/** The checkout that this package belongs to: its contracts and its code are what a local lake runs. */
export const CHECKOUT = resolve(import.meta.dirname, '../../../..');

/** Where the parts of one local lake lie. */
export interface LakePlaces {
  /** `<home>/local`, which holds everything below. */
  readonly folder: string;
  /** Who runs the lake and where it answers. */
  readonly record: string;
  readonly logs: string;
  /** The CDK app's output. */
  readonly assembly: string;
  /**
   * State that lives as long as the lake: journals, downloaded objects, temporary files. Removed when the lake ends.
   */
  readonly run: string;
  /** Temporary files of runs, and of the CDK. */
  readonly temporary: string;
  /** Temporary files of the CDK app, which runs before there is a lake. */
  readonly synthesis: string;
  /** The emulator's own; it makes its temporary folder below. */
  readonly emulator: string;
}

/** The home of lakes that nobody named: SLUICE_HOME, or `.sluice` of the checkout. */
export function defaultHome(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['SLUICE_HOME'];
  return chosen === undefined || chosen === '' ? join(CHECKOUT, '.sluice') : resolve(chosen);
}

/** The parts of the lake of a home. */
export function placesOf(home: string): LakePlaces {
  const folder = join(resolve(home), 'local');
  const run = join(folder, 'run');
  return {
    folder,
    record: join(folder, 'lake.json'),
    logs: join(folder, 'logs'),
    assembly: join(folder, 'cdk.out'),
    run,
    temporary: join(run, 'tmp'),
    synthesis: join(folder, 'synthesis'),
    emulator: join(run, 'emulator'),
  };
}
