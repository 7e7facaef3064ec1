import { join } from 'node:path';
import type { Part } from '../part.ts';
import { vitestCounts } from '../reports.ts';

/** A dozen deployments by the real command, each with a synthesis of its own. */
export const DEPLOYS = 'apps/platform/src/deploy.e2e.ts';

/** Several deployments, one after the other. `e2e` leaves them out: its lakes are deployed by the same CDK. */
export const deploys: Part = {
  name: 'deploys',
  title: 'deployments of stacks by the real command',
  budgetMinutes: 3,
  isFull: true,
  run: async ({ root, run, scratch }) => {
    const report = join(scratch, 'report.json');
    const args = [
      ...['run', DEPLOYS, '--config', 'vitest.e2e.config.ts'],
      ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`],
    ];
    return vitestCounts(root, report, await run('vitest', args));
  },
};
