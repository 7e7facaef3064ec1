import { join } from 'node:path';
import { type Part, sum, verdictOf } from '../part.ts';
import { pytestCounts } from '../reports.ts';

/** Scripts that the command runs with the job's Python, seen from glue/; mypy finds them through its own list of files. */
const SCRIPTS = '../apps/cli/src';

/** The data plane and the scripts of the command: ruff, mypy and pytest, all configured in glue/pyproject.toml. */
export const python: Part = {
  name: 'python',
  title: 'ruff, mypy --strict and pytest for glue/',
  run: async ({ root, run, scratch }) => {
    const interpreter = join(root, '.venv', 'bin', 'python');
    const tool = (...args: string[]) => run(interpreter, ['-m', ...args], { cwd: 'glue' });
    // Without --config ruff would judge the scripts outside glue/ by its own defaults.
    const sources = ['--config', 'pyproject.toml', '.', SCRIPTS];
    const lint = verdictOf(await tool('ruff', 'check', ...sources));
    const layout = verdictOf(await tool('ruff', 'format', '--check', ...sources));
    const types = verdictOf(await tool('mypy'));
    const report = join(scratch, 'report.xml');
    const tests = pytestCounts(report, await tool('pytest', `--junitxml=${report}`));
    return sum([lint, layout, types, tests]);
  },
};
