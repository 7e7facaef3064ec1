import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../house/files.ts';
import { type Part, sum } from '../part.ts';
import { junit, pytestCounts, vitestCounts } from '../reports.ts';

/** By what a test of the full run multiplies the examples that it tries; on a desk and in `npm test` it is 1. */
const FACTOR = '20';
const VARIABLE = 'SLUICE_SEARCH';

/**
 * Every test that searches at random, with a larger budget: those that say `fast-check` or read the variable, found and
 * not listed. What says no number of examples takes that of vitest.config.ts.
 */
export const search: Part = {
  name: 'search',
  title: `random searches with ${FACTOR} times the examples`,
  budgetMinutes: 15,
  isFull: true,
  run: async ({ root, run, say, scratch }) => {
    const tests = filesOf(root).filter(
      (path) => /(\.(test|e2e)\.ts|\/test_[^/]+\.py)$/.test(path) && isSearch(join(root, path)),
    );
    const env = { [VARIABLE]: FACTOR };
    const vitest = async (name: string, suffix: string, config: readonly string[]) => {
      const report = join(scratch, `${name}.json`);
      const files = tests.filter((path) => path.endsWith(suffix));
      if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
      // Twenty times the examples in the time for one would fail for that alone.
      const time = ['--testTimeout=600000'];
      const args = [
        'run',
        ...config,
        ...files,
        ...time,
        '--reporter=default',
        '--reporter=json',
        `--outputFile=${report}`,
      ];
      return vitestCounts(root, report, await run('vitest', args, { env }));
    };
    const unit = await vitest('unit', '.test.ts', []);
    const e2e = await vitest('e2e', '.e2e.ts', ['--config', 'vitest.e2e.config.ts']);
    const report = join(scratch, 'report.xml');
    const python = tests.filter((path) => path.endsWith('.py')).map((path) => join(root, path));
    const glue =
      python.length === 0
        ? { passed: 0, failed: 0, skipped: 0 }
        : pytestCounts(
            'glue',
            report,
            await run(
              join(root, '.venv', 'bin', 'python'),
              ['-m', 'pytest', '-c', 'pyproject.toml', ...python, ...junit(report)],
              {
                cwd: 'glue',
                env,
              },
            ),
          );
    say(tests.join('\n'));
    return sum([unit, e2e, glue]);
  },
};

function isSearch(path: string): boolean {
  const text = readFileSync(path, 'utf8');
  return text.includes(VARIABLE) || text.includes("'fast-check'");
}
