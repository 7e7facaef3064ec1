import type { TargetOptions } from '@sluice/lake';
import { type CommonOptions, printJson, type Session } from '@sluice/terminal';
import { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';

type Options = CommonOptions & TargetOptions;

/** `sluice dlq`: messages that intake gave up. */
export function dlqCommand(session: Session): Command {
  const group = new Command('dlq')
    .description('Look at the messages that intake gave up, and send them through it again.')
    .helpOption('-h, --help', 'show this help');
  group.addCommand(listCommand(session)).addCommand(redriveCommand(session));
  return group;
}

function listCommand(session: Session): Command {
  const command = commandWithHelp(
    'ls',
    'List dead letters: what they are about, since when. Bodies are not shown: anybody may have written them.',
    [
      { line: 'npx sluice dlq ls', does: 'of every dataset' },
      { line: 'npx sluice dlq ls flights --json', does: 'of one, for a program' },
    ],
  );
  return actsOnTarget(command)
    .argument('[dataset]', 'one dataset (default: all that are deployed)')
    .action(async (dataset: string | undefined, options: Options) => {
      const { readDeadLetters } = await import('@sluice/lake');
      const { deadLettersText } = await import('./present.ts');
      await withTarget(session, options, async (target) => {
        const queues = await readDeadLetters(target, dataset);
        if (options.json === true) return printJson(session, { ok: true, queues });
        session.terminal.out(`\n${deadLettersText(queues, new Date().toISOString(), session.terminal)}`);
      });
    });
}

function redriveCommand(session: Session): Command {
  const command = commandWithHelp(
    'redrive',
    'Send the dead letters of a dataset back to its queue: intake tries each again. What was decided meanwhile is ' +
      'only counted as a duplicate.',
    [
      { line: 'npx sluice dlq redrive flights', does: 'shows the plan and asks' },
      { line: 'npx sluice dlq redrive flights --yes', does: 'does it' },
    ],
  );
  return actsOnTarget(command)
    .argument('<dataset>', 'the dataset')
    .option('--yes', 'carry the plan out without asking')
    .action(async (dataset: string, options: Options & { readonly yes?: boolean }) => {
      const { redriveDataset } = await import('./redrive.ts');
      await withTarget(session, options, (target) => redriveDataset(session, target, dataset, options));
    });
}
