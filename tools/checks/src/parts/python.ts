import { join } from 'node:path';
import { type Part, sum, verdictOf } from '../part.ts';
import { pytestCounts } from '../reports.ts';

/** The data plane: ruff, mypy and pytest, all configured in glue/pyproject.toml. */
export const python: Part = {
  name: 'python',
  title: 'ruff, mypy --strict and pytest for glue/',
  run: async ({ root, run, scratch }) => {
    const interpreter = join(root, '.venv', 'bin', 'python');
    const tool = (...args: string[]) => run(interpreter, ['-m', ...args], { cwd: 'glue' });
    const lint = verdictOf(await tool('ruff', 'check', '.'));
    const layout = verdictOf(await tool('ruff', 'format', '--check', '.'));
    const types = verdictOf(await tool('mypy'));
    const report = join(scratch, 'report.xml');
    const tests = pytestCounts(report, await tool('pytest', `--junitxml=${report}`));
    return sum([lint, layout, types, tests]);
  },
};
