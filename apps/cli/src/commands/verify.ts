import type { TargetOptions } from '@sluice/lake';
import { type CommonOptions, EXIT, lakePath, printJson, progressOf, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from './help.ts';
import { actsOnTarget, meansTarget, withTarget } from './on-target.ts';

/** `sluice verify <lake>`: the accounts of a lake, from nothing but what lies in it. */
export function verifyCommand(session: Session): Command {
  const command = commandWithHelp(
    'verify',
    'Work out the accounts of a lake from nothing but what lies in it, and name whatever differs.',
    [
      { line: 'npx sluice verify', does: 'the local lake when it is up: raw, ledger, batches, table' },
      { line: 'npx sluice verify --aws', does: 'the lake of an AWS account' },
      { line: 'npx sluice verify ~/lake', does: 'a lake on folders' },
      { line: 'npx sluice verify ~/lake --json', does: 'every equation and difference, for a program' },
    ],
    'an equation does not hold',
  );
  return actsOnTarget(command)
    .argument(
      '[lake]',
      'a lake on folders (default: $SLUICE_LAKE, the local lake when it is up, or .sluice/demo of this checkout)',
    )
    .action(async (lake: string | undefined, options: CommonOptions & TargetOptions) =>
      (await meansTarget(session, options, lake))
        ? verifyTarget(session, options)
        : verifyFolders(session, lake, options),
    );
}

async function verifyTarget(session: Session, options: CommonOptions & TargetOptions): Promise<void> {
  const { targetSource, verifyLake } = await import('@sluice/accounts');
  const { targetDocument, targetTitle } = await import('@sluice/lake');
  const { verificationText } = await import('@sluice/terminal');
  const startedAt = Date.now();
  const progress = progressOf(session, options);
  try {
    await withTarget(session, options, async (target) => {
      progress.step('verify');
      const { isMoving: loading, ...verification } = await verifyLake(targetSource(target), {
        signal: session.signal,
        onBatch: (done, total) => (done === 1 ? progress.step('verify', total) : progress.reached(done)),
      });
      progress.clear();
      if (!verification.holds) session.exitCode = EXIT.checkFailed;
      const elapsed = (Date.now() - startedAt) / 1000;
      if (options.json === true)
        return printJson(session, {
          ok: verification.holds,
          loading,
          target: targetDocument(target),
          seconds: elapsed,
          ...verification,
        });
      const { bold, yellow } = session.terminal.paint;
      session.terminal.out(
        `\n  ${bold(targetTitle(target))}\n\n${verificationText(verification, elapsed, session.terminal)}`,
      );
      if (loading)
        session.terminal.out(
          `  ${yellow('!')} files are being loaded into this lake: its accounts are whole when that is done\n`,
        );
    });
  } finally {
    progress.clear();
  }
}

async function verifyFolders(session: Session, typed: string | undefined, options: CommonOptions): Promise<void> {
  const { existingLake, isLoading, openFolderLedger } = await import('@sluice/lake/folder');
  const { withService } = await import('./service.ts');
  const { folderSource, verifyLake } = await import('@sluice/accounts');
  const { verificationText } = await import('@sluice/terminal');
  const startedAt = Date.now();
  const lake = existingLake(lakePath(session, typed, 'demo'));
  const ledger = openFolderLedger(lake);
  const progress = progressOf(session, options);
  try {
    progress.step('verify');
    const { isMoving: _open, ...verification } = await withService(
      lake,
      { environment: session.environment, attach: true },
      ({ clients }) =>
        verifyLake(folderSource(lake, ledger, clients), {
          signal: session.signal,
          onBatch: (done, total) => (done === 1 ? progress.step('verify', total) : progress.reached(done)),
        }),
    );
    progress.clear();
    if (!verification.holds) session.exitCode = EXIT.checkFailed;
    const elapsed = (Date.now() - startedAt) / 1000;
    const loading = await isLoading(lake);
    if (options.json === true)
      return printJson(session, {
        ok: verification.holds,
        loading,
        lake: lake.root,
        seconds: elapsed,
        ...verification,
      });
    session.terminal.out(`\n${verificationText(verification, elapsed, session.terminal)}`);
    if (loading)
      session.terminal.out(
        `  ${session.terminal.paint.yellow('!')} files are being loaded into this lake: its accounts are whole when ` +
          `that is done\n`,
      );
  } finally {
    ledger.close();
    progress.clear();
  }
}
