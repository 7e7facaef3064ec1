import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { ACCOUNT_ID } from '../clock.ts';
import { LOCAL_REGION, localEnvironment } from '../environment.ts';
import { LocalCloudError } from '../errors.ts';
import { runHeld } from './held-process.ts';
import { CHECKOUT, type LakePlaces } from './places.ts';

/** What the CDK works with. */
export interface CdkOptions {
  readonly places: LakePlaces;
  readonly endpoint: string;
  /** `-c name=value`. */
  readonly context: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Stacks deployed at a time: they wait for the gateway more than they work. */
const CONCURRENCY = 4;

const PLATFORM = join(CHECKOUT, 'apps', 'platform');

/** Puts the account into the state that every deployment expects. */
export async function bootstrap(options: CdkOptions): Promise<void> {
  await cdk(options, 'bootstrap', ['bootstrap', `aws://${ACCOUNT_ID}/${LOCAL_REGION}`]);
}

/** Writes the stacks of the CDK app, once, for everything that deploys them. */
export async function synth(options: CdkOptions): Promise<void> {
  const context = Object.entries(options.context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await cdk(options, 'synth', ['synth', '--quiet', '--output', options.places.assembly, ...context]);
}

/** Deploys every stack that was written. What has not changed is left as it is. */
export async function deploy(options: CdkOptions): Promise<void> {
  const args = ['deploy', '--all', '--app', options.places.assembly, '--concurrency', String(CONCURRENCY)];
  await cdk(options, 'deploy', [...args, '--require-approval', 'never', '--progress', 'events']);
}

/** The names of the stacks that were written. */
export function stacksOf(places: LakePlaces): string[] {
  const manifest = JSON.parse(readFileSync(join(places.assembly, 'manifest.json'), 'utf8')) as {
    readonly artifacts?: Readonly<Record<string, { readonly type: string; readonly properties?: { readonly stackName?: string } }>>;
  };
  return Object.entries(manifest.artifacts ?? {})
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => properties?.stackName ?? id);
}

/** Only `synth` sees the app's settings: elsewhere the CDK would load the whole app to do what needs none of it. */
async function cdk(
  { places, endpoint, signal }: CdkOptions,
  stage: 'bootstrap' | 'synth' | 'deploy',
  args: readonly string[],
): Promise<void> {
  mkdirSync(places.temporary, { recursive: true });
  const log = join(places.logs, 'deploy.log');
  const begin = sizeOf(log);
  const code = await runHeld({
    program: process.execPath,
    args: [cdkProgram(), ...args, '--no-notices', '--ci'],
    cwd: stage === 'synth' ? PLATFORM : places.temporary,
    env: cdkEnvironment(places, endpoint),
    log,
    signal,
  });
  if (code === 0) return;
  const said = reasonIn(readFileSync(log, 'utf8').slice(begin));
  throw new LocalCloudError('SLC6112', `\`cdk ${stage}\` failed${said === undefined ? '' : `: ${said}`}`, { file: log });
}

function cdkProgram(): string {
  return join(dirname(createRequire(join(PLATFORM, 'package.json')).resolve('aws-cdk/package.json')), 'bin', 'cdk');
}

function cdkEnvironment(places: LakePlaces, endpoint: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...environment } = localEnvironment(process.env, endpoint);
  return {
    ...environment,
    // The app is started by the name `node`: it must be this one.
    PATH: [dirname(process.execPath), environment['PATH'] ?? ''].join(delimiter),
    TMPDIR: places.temporary,
    CDK_HOME: join(places.temporary, 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_COLOR: '1',
  };
}

/** The line of the log that says why: the CDK's own summary, else the first failed resource, else the last line. */
function reasonIn(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const failed = lines.find((line) => /CREATE_FAILED|UPDATE_FAILED|DELETE_FAILED/.test(line) && !/cancelled/i.test(line));
  const summary = lines.find((line) => /^(?:❌|SLC\d{4}|\w*Error:)/u.test(line));
  return (failed ?? summary ?? lines.at(-1))?.slice(0, 500);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
