import { join } from 'node:path';
import { type Part, sum, verdictOf } from '../part.ts';
import { junit, pytestCounts } from '../reports.ts';

/**
 * Python outside glue/, seen from there: scripts of the command, the launcher of the emulator. mypy and pytest find it
 * by their own settings.
 */
const ELSEWHERE = [
  '../apps/demo/src',
  '../libs/lake/src/local',
  '../tools/bench/contestants',
  '../tools/checks/src',
  '../apps/local-cloud/emulator',
];

/**
 * The data plane, the scripts of the command and the launcher of the emulator: ruff, mypy and pytest, all configured in
 * glue/pyproject.toml.
 */
export const python: Part = {
  name: 'python',
  title: 'ruff, mypy --strict and pytest for all Python',
  budgetMinutes: 8,
  isLong: true,
  run: async ({ root, run, scratch }) => {
    const interpreter = join(root, '.venv', 'bin', 'python');
    const tool = (...args: string[]) => run(interpreter, ['-m', ...args], { cwd: 'glue' });
    // Without --config ruff would judge the scripts outside glue/ by its own defaults.
    const sources = ['--config', 'pyproject.toml', '.', ...ELSEWHERE];
    const lint = verdictOf(await tool('ruff', 'check', ...sources));
    const layout = verdictOf(await tool('ruff', 'format', '--check', ...sources));
    const types = verdictOf(await tool('mypy'));
    const report = join(scratch, 'report.xml');
    const tests = pytestCounts('glue', report, await tool('pytest', ...junit(report)));
    return sum([lint, layout, types, tests]);
  },
};
