import type { Command } from 'commander';
import type { DemoOptions } from '../demo/outcome.ts';
import { commandWithHelp } from '../help.ts';
import type { Session } from '../session.ts';
import { wholeNumber } from './whole-number.ts';

/** `sluice demo`, which is `npm start`. */
export function demoCommand(session: Session): Command {
  return commandWithHelp(
    'demo',
    'A year of real flights through the lake, mishaps included, with the accounts (this is `npm start`).',
    [
      { line: 'npm start', does: 'all 365 days' },
      { line: 'npm start -- --days 24', does: 'a quick look' },
    ],
    'an equation does not hold, or a query reads more than it needs',
  )
    .option('--days <n>', 'so many days, spread over the year (default: all)', wholeNumber('--days', 2, 366))
    .option('--parallel <runs>', 'job runs at once (default: 2 where cores and memory allow it)', wholeNumber('--parallel', 1, 16))
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('../demo/demo.ts');
      await runDemo(session, options);
    });
}
