import { join } from 'node:path';
import type { Part } from '../part.ts';
import { junit, pytestCounts } from '../reports.ts';

/** The same data plane on Spark 4 with ANSI on, in an environment of its own. */
export const spark4: Part = {
  name: 'spark4',
  title: 'vectors and one batch on Spark 4.1 (own environment)',
  budgetMinutes: 4,
  isFull: true,
  run: async ({ root, run, scratch }) => {
    const interpreter = join(root, '.venv-spark4', 'bin', 'python');
    const report = join(scratch, 'report.xml');
    return pytestCounts(
      'glue',
      report,
      await run(interpreter, ['-m', 'pytest', '-o', 'addopts=-ra', 'tests/spark4', ...junit(report)], {
        cwd: 'glue',
      }),
    );
  },
};
