import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { loadRegistry } from '@sluice/contract';
import { deployedAmong, orphansOf, orphanText } from '@sluice/lake/orphans';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { type Account, connect } from './account.ts';
import { CHECKOUT } from './checkout.ts';
import { type PlatformContext, readContext, withCommitted } from './context.ts';
import { tellFailure } from './failure.ts';
import { commandLine } from './options.ts';
import { checkReviewed } from './reviewed.ts';
import { synthesize } from './synthesize.ts';
import { withWorkFolder } from './work-folder.ts';

const HELP = `node apps/platform/src/deploy.ts <dataset | lake> [-c key=value ...]

Deploys one stack to the account of the ambient credentials (or to what AWS_ENDPOINT_URL names), unless what is deployed there is the same
already: its digest is compared with the one in the account. Never asks; the pull request was the question.

  -c lake=NAME           another lake of the account (default: sluice)
  -c graceSeconds=N      between a run's end and the take-over of its batch (default: 60; 0 for the lake on this machine)
  -c project=FOLDER      the contracts of another folder

exit status: 0 deployed, or nothing to do; 2 wrong use or a contract that cannot be deployed; 3 AWS; 4 a defect of Sluice; 130 interrupted
`;

const CDK = join(CHECKOUT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Deploys one stack. @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  const options = commandLine(argv);
  if (options.isHelp) {
    process.stdout.write(HELP);
    return 0;
  }
  const { target, context } = options;
  const began = performance.now();
  const connection = await connect();
  const { account, region, parameter } = connection;
  const platform = readContext(withCommitted(context), CHECKOUT);
  const status = await withWorkFolder(async (work) => {
    const { stackName, digest, digestParameter, bootstrap, outdir } = synthesize({
      target,
      context,
      work,
      env: { account, region },
    });
    say(`${stackName} in account ${account}, ${region}`);
    const deployed = await parameter(digestParameter);
    if (deployed === digest) {
      say(`up to date (digest ${digest.slice(0, 12)}): nothing to deploy`);
      return 0;
    }
    say(
      deployed === undefined
        ? `not deployed yet; digest ${digest.slice(0, 12)}`
        : `digest ${deployed.slice(0, 12)} -> ${digest.slice(0, 12)}`,
    );
    if ((await parameter(bootstrap.parameter)) === undefined) {
      throw new PlatformError('SLC9504', `account ${account} is not bootstrapped in ${region}`, {
        fix: bootstrap.command,
      });
    }
    if (deployed !== undefined) await connection.refuseOldLake(platform.lake);
    if (target !== 'lake') await checkReviewed(target, platform.project);
    const status = await cdkDeploy(stackName, outdir);
    if (status === 130) return status;
    if (status !== 0) throw new PlatformError('SLC9505', `${stackName}: cdk deploy ended with ${status}`);
    say(`deployed in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return 0;
  });
  if (status === 0) await tellOrphans(connection, platform);
  return status;
}

/**
 * A dataset that has left the registry is nobody's deployment: it would run on in silence. What is said here changes
 * nothing of what was deployed, and neither does an account that does not let us ask.
 */
async function tellOrphans({ parametersUnder }: Account, { lake, project }: PlatformContext): Promise<void> {
  try {
    const deployed = deployedAmong(await parametersUnder(`/${lake}`), lake);
    for (const orphan of orphansOf(deployed, loadRegistry(project).datasets, lake))
      process.stderr.write(`warning SLC9510: ${orphanText(orphan)}\n`);
  } catch (error) {
    process.stderr.write(
      `warning SLC9510: datasets that no contract registers were not looked for: ${messageOf(error)}\n`,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The real CLI. It is told not to ask, and has nobody to ask: its input is closed. */
function cdkDeploy(stackName: string, outdir: string): Promise<number> {
  const args = [
    'deploy',
    stackName,
    '--app',
    outdir,
    '--exclusively',
    '--require-approval',
    'never',
    '--no-notices',
    '--progress',
    'events',
  ];
  const child = spawn(process.execPath, [CDK, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true' },
  });
  // A terminal sends Ctrl-C to both of us. We wait: CloudFormation goes on, and the CLI says so.
  const onInterrupt = () => undefined;
  process.on('SIGINT', onInterrupt);
  const onTerminate = () => void child.kill('SIGTERM');
  process.on('SIGTERM', onTerminate);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new PlatformError('SLC9505', `cdk cannot be started: ${cause.message}`, { cause })),
    );
    child.once('close', (status, signal) => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      resolve(signal === null ? (status ?? 1) : 130);
    });
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tellFailure(error);
}
