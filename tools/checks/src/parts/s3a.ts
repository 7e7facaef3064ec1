import { join } from 'node:path';
import type { Part } from '../part.ts';
import { junit, pytestCounts } from '../reports.ts';

/** One batch through Hadoop's S3A client against the emulator; fetches its jars from Maven. */
export const s3a: Part = {
  name: 's3a',
  title: 'one batch through S3A on the emulator (jars from Maven)',
  budgetMinutes: 4,
  isFull: true,
  run: async ({ root, run, scratch }) => {
    const interpreter = join(root, '.venv', 'bin', 'python');
    const report = join(scratch, 'report.xml');
    return pytestCounts(
      'glue',
      report,
      await run(interpreter, ['-m', 'pytest', '-o', 'addopts=-ra', 'tests/s3a', ...junit(report)], {
        cwd: 'glue',
      }),
    );
  },
};
