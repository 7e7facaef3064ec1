import type { DemoOptions } from '@sluice/demo';
import type { Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';

/** `sluice demo`, which is `npm start`. */
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
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('@sluice/demo');
      await runDemo(session, options);
    });
}
