import type { Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';
import type { RunOptions } from './run-options.ts';

/** `sluice run <folder> <dataset>`: loads the files of a folder into a lake. */
export function runCommand(session: Session): Command {
  return commandWithHelp(
    'run',
    'Load the files of a folder into a lake: decide about each, cut batches, run the job, register partitions. Safe ' +
      'to run again: what was decided is left alone, what was cut is taken up.',
    [
      { line: 'npx sluice run ./inbox sales', does: 'into .sluice/lake' },
      { line: 'npx sluice run ./inbox sales --lake ~/lake', does: 'into a lake of your own' },
      { line: 'npx sluice run ./inbox sales --json', does: 'what happened to each file, for a program' },
    ],
  )
    .argument('<folder>', 'folder with the files; folders in it become parts of the keys')
    .argument('<dataset>', 'dataset that they belong to')
    .option('--lake <dir>', 'the lake (default: $SLUICE_LAKE, or .sluice/lake of this checkout)')
    .option(
      '--parallel <runs>',
      'job runs at once (default: 2 where cores and memory allow it)',
      wholeNumber('--parallel', 1, 16),
    )
    .option('--port <port>', 'port of the local service on 127.0.0.1 (default: a free one)')
    .option('--project <dir>', 'folder that holds contracts/ (default: this checkout)')
    .action(async (folder: string, dataset: string, options: RunOptions) => {
      const { runFolder } = await import('./run-folder.ts');
      await runFolder(session, folder, dataset, options);
    });
}
