import type { Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';
import { wholeNumber } from '../../terminal/whole-number.ts';
import type { PutOptions } from './options.ts';

/** `sluice put <file> <dataset>`: what a producer does. */
export function putCommand(session: Session): Command {
  const command = commandWithHelp(
    'put',
    'Put a file where the producers of a dataset put theirs, and follow it if wanted. Its event takes it from there.',
    [
      { line: 'npx sluice put ./2026-01-15.csv sales', does: 'to incoming/sales/2026-01-15.csv' },
      { line: 'npx sluice put ./export.csv sales --as 2026/01/15.csv', does: 'under another name' },
      {
        line: 'npx sluice put ./2026-01-15.csv sales --wait',
        does: 'until its rows are in the table, or it was refused',
      },
    ],
    'with --wait: the file was refused or ignored, or is not loaded when --timeout is over',
  );
  return actsOnTarget(command)
    .argument('<file>', 'the file')
    .argument('<dataset>', 'the dataset that it belongs to')
    .option('--as <name>', 'its name under incoming/<dataset>/ (default: that of the file)')
    .option('--wait', 'follow the file to its end')
    .option('--timeout <seconds>', 'wait no longer than this', wholeNumber('--timeout', 1, 86_400))
    .action(async (file: string, dataset: string, options: PutOptions) => {
      const { put } = await import('./put-and-wait.ts');
      await withTarget(session, options, (target) => put(session, target, file, dataset, options));
    });
}
