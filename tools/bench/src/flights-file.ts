import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plan } from '@sluice/protocol';
import type { RowValidator } from '@sluice/reader';

/** Where the data of a suite lies, and how it is made. */
export interface FlightsOptions {
  readonly root: string;
  readonly python: string;
  readonly scratch: string;
}

/** A year of flights as one file, a few rows of it damaged; made once. */
export function flightsFile({ root, python, scratch }: FlightsOptions): Uint8Array {
  const folder = join(scratch, 'flights-x1');
  if (!existsSync(join(folder, 'made.json'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync(python, [join(root, 'tools/bench/contestants/data.py'), folder, '1', join(folder, 'made.json')]);
  }
  return readFileSync(join(folder, '00000.csv'));
}

/** Plan and validator of the flights contract, as intake has them in its bundle. */
export async function flightsDataset(root: string): Promise<{ readonly plan: Plan; readonly validate: RowValidator }> {
  const generated = join(root, 'contracts/flights/generated');
  const plan = JSON.parse(readFileSync(join(generated, 'plan.json'), 'utf8')) as Plan;
  const { validate } = (await import(pathToFileURL(join(generated, 'validate.js')).href)) as { validate: RowValidator };
  return { plan, validate };
}
