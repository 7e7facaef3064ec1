import type { TargetOptions } from '@sluice/lake';
import { type CommonOptions, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';

/** `sluice drift`: headers that differ from the contracts. */
export function driftCommand(session: Session): Command {
  const command = commandWithHelp(
    'drift',
    'List the headers that were seen and differ from their contract: unknown columns, missing ones, aliases.',
    [
      { line: 'npx sluice drift', does: 'every dataset' },
      { line: 'npx sluice drift sales --json', does: 'one, for a program' },
    ],
  );
  return actsOnTarget(command)
    .argument('[dataset]', 'one dataset (default: all that are deployed)')
    .action((dataset: string | undefined, options: CommonOptions & TargetOptions) => drift(session, dataset, options));
}

async function drift(
  session: Session,
  dataset: string | undefined,
  options: CommonOptions & TargetOptions,
): Promise<void> {
  const { readDrift } = await import('@sluice/lake');
  const { driftText } = await import('./present.ts');
  await withTarget(session, options, async (target) => {
    const observations = await readDrift(target, dataset);
    if (options.json === true) return printJson(session, { ok: true, drift: observations });
    session.terminal.out(`\n${driftText(observations, new Date().toISOString(), session.terminal)}`);
  });
}
