import type { Session } from '@sluice/terminal';
import { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';
import type { QuarantineOptions } from './options.ts';

/** `sluice quarantine`: files that were refused, and what an operator may do with them. */
export function quarantineCommand(session: Session): Command {
  const group = new Command('quarantine')
    .description('List, show, release and discard files that were refused.')
    .helpOption('-h, --help', 'show this help');
  for (const command of [listCommand(session), showCommand(session), releaseCommand(session), discardCommand(session)])
    group.addCommand(command);
  return group;
}

function listCommand(session: Session): Command {
  const command = commandWithHelp('ls', 'List refused files, the latest first.', [
    { line: 'npx sluice quarantine ls', does: 'of every dataset' },
    { line: 'npx sluice quarantine ls sales --reason missing-column', does: 'of one, for one reason' },
  ]);
  return actsOnTarget(command)
    .argument('[dataset]', 'one dataset (default: all that are deployed)')
    .option('--reason <reason>', 'only files refused for this reason')
    .action(async (dataset: string | undefined, options: QuarantineOptions) => {
      const { listQuarantine } = await import('./list.ts');
      await withTarget(session, options, (target) => listQuarantine(session, target, dataset, options));
    });
}

function showCommand(session: Session): Command {
  const command = commandWithHelp('show', 'Show a refused file: reason, place, what to do, and every step so far.', [
    { line: 'npx sluice quarantine show incoming/sales/2026-01-15.csv', does: 'the refused versions of this key' },
  ]);
  return actsOnTarget(command)
    .argument('<key>', 'a key, with or without incoming/<dataset>/ or @version')
    .action(async (key: string, options: QuarantineOptions) => {
      const { showQuarantined } = await import('./list.ts');
      await withTarget(session, options, (target) => showQuarantined(session, target, key, options));
    });
}

function releaseCommand(session: Session): Command {
  const command = commandWithHelp(
    'release',
    'Send refused or ignored files through intake again: each is decided anew, under the contract as it is deployed ' +
      'now. Shows the plan first.',
    [
      {
        line: 'npx sluice quarantine release incoming/sales/2026-01-15.csv',
        does: 'one file; shows the plan and asks',
      },
      {
        line: 'npx sluice quarantine release --dataset sales --reason unknown-column --yes',
        does: 'all of a kind, after a contract was widened',
      },
    ],
    'a file could not be released: somebody was there before',
  );
  return withSelection(actsOnTarget(command)).action(async (keys: string[], options: QuarantineOptions) => {
    const { releaseCommandOf } = await import('./act.ts');
    await withTarget(session, options, (target) => releaseCommandOf(session, target, keys, options));
  });
}

function discardCommand(session: Session): Command {
  const command = commandWithHelp(
    'discard',
    'Give refused files up, for good: they leave the list and its alarm. The objects stay in raw until its ' +
      'retention. Shows the plan first.',
    [
      {
        line: 'npx sluice quarantine discard incoming/sales/2026-01-15.csv',
        does: 'one file; shows the plan and asks',
      },
      { line: 'npx sluice quarantine discard --dataset sales --reason empty --yes', does: 'all of a kind' },
    ],
    'a file could not be discarded: somebody was there before',
  );
  return withSelection(actsOnTarget(command)).action(async (keys: string[], options: QuarantineOptions) => {
    const { discardCommandOf } = await import('./act.ts');
    await withTarget(session, options, (target) => discardCommandOf(session, target, keys, options));
  });
}

function withSelection(command: Command): Command {
  return command
    .argument('[key...]', 'keys, with or without incoming/<dataset>/ or @version')
    .option('--dataset <dataset>', 'instead of keys: all refused files of a dataset')
    .option('--reason <reason>', 'with --dataset: only those refused for this reason')
    .option('--yes', 'carry the plan out without asking');
}
