import type { TargetOptions } from '@sluice/lake';
import { CliError, type CommonOptions, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';

/** Options of `dispatch`. */
export interface DispatchNowOptions extends CommonOptions, TargetOptions {
  readonly now?: boolean;
  readonly yes?: boolean;
}

/** `sluice dispatch --now`: cuts what waits, due or not. */
export function dispatchCommand(session: Session): Command {
  const command = commandWithHelp(
    'dispatch',
    'Cut batches of the files that wait and start their runs at once, instead of at the full minute or when they ' +
      'are due. Slots are kept: what finds none goes on waiting.',
    [
      { line: 'npx sluice dispatch --now', does: 'every dataset: shows what waits, and asks' },
      { line: 'npx sluice dispatch --now flights --yes', does: 'one, without asking' },
    ],
  );
  return actsOnTarget(command)
    .argument('[dataset]', 'one dataset (default: all that are deployed)')
    .option('--now', 'cut whatever waits, due or not (there is no other way by hand)')
    .option('--yes', 'carry the plan out without asking')
    .action(async (dataset: string | undefined, options: DispatchNowOptions) => {
      if (options.now !== true)
        throw new CliError('SLC8001', 'dispatch needs --now', {
          fix: 'Without it the schedule does all that is due, every minute.',
        });
      const { dispatchNow } = await import('./dispatch-now.ts');
      await withTarget(session, options, (target) => dispatchNow(session, target, dataset, options));
    });
}
