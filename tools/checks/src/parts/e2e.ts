import { join } from 'node:path';
import type { Part } from '../part.ts';
import { vitestCounts } from '../reports.ts';
import { DEPLOYS } from './deploys.ts';

/** Tests with real processes, from the outside: one file after the other. */
export const e2e: Part = {
  name: 'e2e',
  title: 'end-to-end tests with real processes (vitest)',
  budgetMinutes: 12,
  isLong: true,
  run: async ({ root, run, scratch }) => {
    const report = join(scratch, 'report.json');
    const args = [
      'run',
      '--config',
      'vitest.e2e.config.ts',
      `--exclude=${DEPLOYS}`,
      '--reporter=verbose',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    return vitestCounts(root, report, await run('vitest', args));
  },
};
