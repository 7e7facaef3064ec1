import { join } from 'node:path';
import type { Part } from '../part.ts';
import { vitestCounts } from '../reports.ts';

/** All unit tests in one vitest. */
export const unit: Part = {
  name: 'unit',
  title: 'unit tests of apps, libs and tools (vitest)',
  budgetMinutes: 4,
  isLong: true,
  run: async ({ root, run, scratch }) => {
    const report = join(scratch, 'report.json');
    return vitestCounts(
      root,
      report,
      await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]),
    );
  },
};
