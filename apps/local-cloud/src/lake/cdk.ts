import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { CHECKOUT, type LakePlaces, LOCAL_REGION, localEnvironment } from '@sluice/lake/local';
import { LocalCloudError } from '../errors.ts';
import { ACCOUNT_ID } from '../service/clock.ts';
import { runHeld } from './held-process.ts';

/** What the CDK works with. */
export interface CdkOptions {
  readonly places: LakePlaces;
  readonly endpoint: string;
  readonly signal: AbortSignal;
}

/** What the CDK app works with; it needs no lake. */
export interface SynthOptions {
  readonly places: LakePlaces;
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

/**
 * Writes the stacks of the CDK app, once, for everything that deploys them: the app as the CDK would start it, only
 * without the CDK, which takes as long to load as the app takes to run, and would ask an account for its number.
 */
export async function synth({ places, context, signal }: SynthOptions): Promise<void> {
  rmSync(places.assembly, { recursive: true, force: true });
  mkdirSync(places.synthesis, { recursive: true });
  try {
    await run(places, 'synth', signal, {
      args: [join(PLATFORM, 'src', 'main.ts')],
      cwd: PLATFORM,
      env: {
        // It talks to nobody.
        ...cdkEnvironment('http://127.0.0.1:1', places.synthesis),
        CDK_OUTDIR: places.assembly,
        CDK_DEFAULT_ACCOUNT: ACCOUNT_ID,
        CDK_DEFAULT_REGION: LOCAL_REGION,
        CDK_CONTEXT_JSON: JSON.stringify(context),
      },
    });
  } finally {
    rmSync(places.synthesis, { recursive: true, force: true });
  }
}

/** Deploys every stack that was written. What has not changed is left as it is. */
export async function deploy(options: CdkOptions): Promise<void> {
  const args = ['deploy', '--all', '--app', options.places.assembly, '--concurrency', String(CONCURRENCY)];
  await cdk(options, 'deploy', [...args, '--require-approval', 'never', '--progress', 'events']);
}

/** A stack that was written, as far as the launcher looks at it. */
export interface WrittenStack {
  readonly name: string;
  /** What its digest parameter will hold; the parameter of the account says whether that is deployed already. */
  readonly digest: { readonly parameter: string; readonly value: string } | undefined;
}

interface Manifest {
  readonly artifacts?: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: { readonly stackName?: string; readonly templateFile?: string } }
    >
  >;
}

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** The stacks that were written. */
export function stacksOf(places: LakePlaces): WrittenStack[] {
  const { artifacts = {} } = readJson(join(places.assembly, 'manifest.json')) as Manifest;
  return Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => {
      const template = readJson(join(places.assembly, properties?.templateFile ?? `${id}.template.json`)) as Template;
      return { name: properties?.stackName ?? id, digest: digestIn(template) };
    });
}

function digestIn({ Resources = {} }: Template): WrittenStack['digest'] {
  for (const { Type, Properties: { Name, Value } = {} } of Object.values(Resources)) {
    if (Type !== 'AWS::SSM::Parameter' || typeof Name !== 'string' || typeof Value !== 'string') continue;
    if (Name.endsWith('/deployed-digest')) return { parameter: Name, value: Value };
  }
  return undefined;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Somewhere without the app's settings: the CDK would load the whole app to do what needs none of it. */
async function cdk({ places, endpoint, signal }: CdkOptions, stage: string, args: readonly string[]): Promise<void> {
  mkdirSync(places.temporary, { recursive: true });
  await run(places, stage, signal, {
    args: [cdkProgram(), ...args, '--no-notices', '--ci'],
    cwd: places.temporary,
    env: cdkEnvironment(endpoint, places.temporary),
  });
}

async function run(
  places: LakePlaces,
  stage: string,
  signal: AbortSignal,
  node: { readonly args: readonly string[]; readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const log = join(places.logs, `${stage}.log`);
  const begin = sizeOf(log);
  const code = await runHeld({ program: process.execPath, ...node, log, signal });
  if (code === 0) return;
  const said = reasonIn(readFileSync(log, 'utf8').slice(begin));
  throw new LocalCloudError('SLC6112', `${stage} failed${said === undefined ? '' : `: ${said}`}`, { file: log });
}

function cdkProgram(): string {
  return join(dirname(createRequire(join(PLATFORM, 'package.json')).resolve('aws-cdk/package.json')), 'bin', 'cdk');
}

function cdkEnvironment(endpoint: string, temporary: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...environment } = localEnvironment(process.env, endpoint);
  return {
    ...environment,
    // What it starts by the name `node` must be this one.
    PATH: [dirname(process.execPath), environment['PATH'] ?? ''].join(delimiter),
    TMPDIR: temporary,
    CDK_HOME: join(temporary, 'cdk'),
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
  const failed = lines.find(
    (line) => /CREATE_FAILED|UPDATE_FAILED|DELETE_FAILED/.test(line) && !/cancelled/i.test(line),
  );
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
