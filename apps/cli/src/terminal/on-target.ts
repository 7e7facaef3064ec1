import type { Target, TargetOptions, TargetPlace } from '@sluice/lake';
import { CliError, type CommonOptions, codedError, homeOf, type Session } from '@sluice/terminal';
import type { Command } from 'commander';

/** Adds `--aws` to a command. */
export function actsOnTarget(command: Command): Command {
  return command.option(
    '--aws',
    'act on the lake of an AWS account (ambient credentials); names account and region first',
  );
}

/** Works on the lake that a command acts on, and closes its clients however the work ends. */
export async function withTarget<T>(
  session: Session,
  options: TargetOptions & CommonOptions,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  const kind = options.aws === true ? 'aws' : 'local';
  let target: Target | undefined;
  try {
    const { connect, targetTitle } = await import('@sluice/lake');
    const { refuseOldLake } = await import('@sluice/lake/old-lake');
    target = connect(kind === 'aws' ? await awsPlaceOf(session) : await localPlaceOf(session));
    // Before anything is asked or changed there: a person must be able to stop what goes to the wrong account.
    if (kind === 'aws') session.terminal.err(`${targetTitle(target)}\n`);
    await refuseOldLake(target);
    return await use(target);
  } catch (error) {
    if (session.signal.aborted) throw error;
    const { targetFailure } = await import('@sluice/lake');
    // Always with a code.
    throw codedError(targetFailure(error, kind));
  } finally {
    target?.close();
  }
}

/**
 * Whether a command that can act on folders too should act on the ledger lake: nobody named a folder, and a lake is up
 * (or `--aws`).
 */
export async function meansTarget(
  session: Session,
  options: TargetOptions,
  folder: string | undefined,
): Promise<boolean> {
  const { localPlace } = await import('@sluice/lake');
  if (options.local === true) {
    if (folder !== undefined || options.aws === true)
      throw new CliError('SLC8001', `--local and ${folder === undefined ? '--aws' : 'a folder'} exclude each other`, {
        fix: 'Leave one of them out.',
      });
    if (localPlace(homeOf(session)) === undefined) throw new CliError('SLC8042', 'no local lake runs on this machine');
    return true;
  }
  if (options.aws === true) {
    if (folder !== undefined)
      throw new CliError('SLC8001', 'a lake on folders cannot be in an AWS account', {
        fix: 'Leave out --aws or the folder.',
      });
    return true;
  }
  const named = folder ?? session.environment['SLUICE_LAKE'];
  if (named !== undefined && named !== '') return false;
  return localPlace(homeOf(session)) !== undefined;
}

async function localPlaceOf(session: Session): Promise<TargetPlace> {
  const { LakeError, localPlace } = await import('@sluice/lake');
  const place = localPlace(homeOf(session));
  if (place === undefined) throw new LakeError('SLC8030', 'no local lake is up on this machine');
  return place;
}

async function awsPlaceOf({ environment }: Session): Promise<TargetPlace> {
  const { awsPlace } = await import('@sluice/lake');
  return awsPlace(environment['SLUICE_LAKE_NAME'] || 'sluice', environment['AWS_ENDPOINT_URL'] || undefined);
}
