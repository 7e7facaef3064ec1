import type { TargetOptions } from '@sluice/lake';
import { type CommonOptions, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';
import { wholeNumber } from '../../terminal/whole-number.ts';

interface StatusOptions extends CommonOptions, TargetOptions {
  readonly watch?: boolean;
  readonly every: number;
  readonly project?: string;
}

/** `sluice status`: how the lake stands. */
export function statusCommand(session: Session): Command {
  const command = commandWithHelp(
    'status',
    'Show how the lake stands: what waits, what runs, what was committed, refused or given up, and which alarms fire.',
    [
      { line: 'npx sluice status', does: 'every dataset' },
      { line: 'npx sluice status flights --watch', does: 'one, refreshed in place until Ctrl-C' },
      { line: 'npx sluice status --json', does: 'for a program; with --watch one document per line' },
      { line: 'npx sluice status --aws', does: 'the lake of an AWS account' },
    ],
  );
  return actsOnTarget(command)
    .argument('[dataset]', 'one dataset (default: all that are deployed)')
    .option('--watch', 'refresh until Ctrl-C; a line per change where there is no terminal')
    .option('--every <seconds>', 'how often --watch asks', wholeNumber('--every', 1, 3600), 2)
    .option('--project <dir>', 'folder whose contracts/ say what is registered (default: this checkout)')
    .action((dataset: string | undefined, options: StatusOptions) => status(session, dataset, options));
}

async function status(session: Session, dataset: string | undefined, options: StatusOptions): Promise<void> {
  const { statusReader } = await import('@sluice/lake');
  const { statusLines, statusText } = await import('./present.ts');
  const { watch } = await import('../../terminal/watch.ts');
  const { instant } = await import('@sluice/terminal');
  const registered = await registeredDatasets(session, options);
  await withTarget(session, options, async (target) => {
    const reader = statusReader(target, dataset, registered, () => new Date());
    if (options.watch !== true) {
      const now = await reader.read();
      if (options.json === true) return printJson(session, { ok: true, ...now });
      return session.terminal.out(`\n${statusText(now, session.terminal)}`);
    }
    const json = options.json === true;
    await watch(session, {
      read: reader.read,
      screen: (now) => `\n${statusText(now, session.terminal)}`,
      lines: (now) => (json ? [JSON.stringify({ ok: true, ...now })] : statusLines(now)),
      time: (now) => (json ? '' : `${instant(now.at)}  `),
      redraw: !json,
      everyMilliseconds: options.every * 1000,
    });
  });
}

/** The registry of the project. Whoever watches a lake is not stopped by one that somebody is writing. */
async function registeredDatasets(session: Session, options: StatusOptions): Promise<readonly string[] | undefined> {
  const { loadRegistry } = await import('@sluice/contract');
  const { projectRoot } = await import('@sluice/terminal');
  try {
    return loadRegistry(projectRoot(session, options.project)).datasets;
  } catch (error) {
    if (options.project !== undefined) throw error;
    session.terminal.err(`datasets that no contract registers are not looked for: ${(error as Error).message}\n`);
    return undefined;
  }
}
