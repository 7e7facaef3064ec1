import type { CommonOptions, Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';

/** Options of `demo`, handed on as they were typed. */
interface DemoOptions extends CommonOptions {
  readonly days?: number;
  readonly down?: boolean;
}

/** `sluice demo`, which is `npm start`: an app of its own, started as a process. */
export function demoCommand(session: Session): Command {
  return commandWithHelp(
    'demo',
    'The whole lake on this machine: a year of real flights through it, mishaps included, and the accounts (this is ' +
      '`npm start`). The lake stays up.',
    [
      { line: 'npm start', does: 'all 365 days' },
      { line: 'npm start -- --days 24', does: 'a quick look' },
      { line: 'npm start -- --json', does: 'for a program, with the seconds of every stage' },
    ],
    'an equation does not hold, or a query reads more than it needs',
  )
    .option('--days <n>', 'so many days, spread over the year (default: all)', wholeNumber('--days', 2, 366))
    .option('--down', 'stop the lake at the end (default: it stays up, and ends by itself after two idle hours)')
    .action(async ({ days, down, json }: DemoOptions) => {
      const { startDemo } = await import('./start-demo.ts');
      await startDemo(session, [
        ...(days === undefined ? [] : ['--days', String(days)]),
        ...(down === true ? ['--down'] : []),
        ...(json === true ? ['--json'] : []),
      ]);
    });
}
