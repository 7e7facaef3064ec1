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
    target = connect(kind === 'aws' ? await awsPlace(session) : await localPlace(session));
    // Before anything is asked or changed there: a person must be able to stop what goes to the wrong account.
    if (kind === 'aws') session.terminal.err(`${targetTitle(target)}\n`);
    await refuseOldLake(target);
    return await use(target);
  } catch (error) {
    return session.signal.aborted ? Promise.reject(error) : failTarget(error, kind);
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
  if (options.local === true) {
    if (folder !== undefined || options.aws === true)
      throw new CliError('SLC8001', `--local and ${folder === undefined ? '--aws' : 'a folder'} exclude each other`, {
        fix: 'Leave one of them out.',
      });
    if ((await localPlaceOrNone(session)) === undefined)
      throw new CliError('SLC8042', 'no local lake runs on this machine');
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
  return (await localPlaceOrNone(session)) !== undefined;
}

async function localPlace(session: Session): Promise<TargetPlace> {
  const place = await localPlaceOrNone(session);
  const { LakeError } = await import('@sluice/lake');
  if (place === undefined) throw new LakeError('SLC8030', 'no local lake is up on this machine');
  return place;
}

async function localPlaceOrNone(session: Session): Promise<TargetPlace | undefined> {
  const { findLocalLake } = await import('@sluice/lake/local');
  const found = findLocalLake(homeOf(session));
  if (found === undefined) return undefined;
  return { kind: 'local', endpoint: found.endpoint, account: found.account, region: found.region, lake: 'sluice' };
}

/** Who the ambient credentials are, and that their account holds the lake. */
async function awsPlace(session: Session): Promise<TargetPlace> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { DescribeTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { LakeError } = await import('@sluice/lake');
  const { lakeNames } = await import('@sluice/protocol');
  const lake = session.environment['SLUICE_LAKE_NAME'] || 'sluice';
  const sts = new STSClient({});
  const dynamo = new DynamoDBClient({});
  try {
    const region = await sts.config.region();
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    try {
      await dynamo.send(new DescribeTableCommand({ TableName: lakeNames({ account, region, lake }).ledgerTable }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      throw new LakeError('SLC8032', `account ${account} has no lake "${lake}" in ${region}`);
    }
    const endpoint = session.environment['AWS_ENDPOINT_URL'] || undefined;
    return { kind: 'aws', endpoint, account, region, lake };
  } finally {
    sts.destroy();
    dynamo.destroy();
  }
}

/** What a request to a target failed with, always with a code. */
async function failTarget(thrown: unknown, kind: 'local' | 'aws'): Promise<never> {
  const { targetFailure } = await import('@sluice/lake');
  throw codedError(targetFailure(thrown, kind));
}
