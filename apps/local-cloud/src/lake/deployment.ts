import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  askLake,
  CHECKOUT,
  type LakePlaces,
  type LakeProgress,
  type LakeStage,
  type StageReport,
} from '@sluice/lake/local';
import { bootstrapParameter } from './bootstrap-parameter.ts';
import { bootstrap, deploy, stacksOf, synth, type WrittenStack } from './cdk.ts';

/** What is brought to which lake. */
export interface DeploymentOptions {
  readonly places: LakePlaces;
  /** The address of the lake; a promise while it starts. */
  readonly endpoint: string | Promise<string>;
  /** Context of the CDK app. */
  readonly context: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A run is a local process whose end is known: nothing has to be waited for after it. */
const CONTEXT = { graceSeconds: '0' };

/** Brings what the checkout describes to the lake: bootstrap when it is missing, synth once, deploy what changed. */
export async function deployLake(options: DeploymentOptions, progress: LakeProgress): Promise<StageReport[]> {
  const { places } = options;
  const reports: StageReport[] = [];
  const stage = async (name: LakeStage, work: () => Promise<string>): Promise<void> => {
    progress.begin(name);
    const begun = performance.now();
    const note = await work();
    const report = { stage: name, seconds: (performance.now() - begun) / 1000, note };
    reports.push(report);
    progress.end(report);
  };
  let endpoint = '';
  await allOrNone(options.signal, (signal) => [
    (async () => {
      if (typeof options.endpoint === 'string') endpoint = options.endpoint;
      else
        await stage('emulator', async () => {
          endpoint = await options.endpoint;
          return endpoint;
        });
      await stage('bootstrap', async () => {
        if (await isBootstrapped(endpoint)) return 'done before';
        await bootstrap({ places, endpoint, signal });
        return 'cdk bootstrap';
      });
    })(),
    stage('synth', async () => {
      await synth({ places, context: { ...CONTEXT, ...options.context }, signal });
      return `${stacksOf(places).length} stacks`;
    }),
  ]);
  await stage('deploy', async () => {
    if (await isDeployed(endpoint, stacksOf(places))) return 'nothing has changed';
    await deploy({ places, endpoint, signal: options.signal });
    return 'cdk deploy --all';
  });
  return reports;
}

/** Waits for all; the first that fails ends the others, and its error is the error. */
async function allOrNone(outer: AbortSignal, begin: (signal: AbortSignal) => readonly Promise<void>[]): Promise<void> {
  const failed = new AbortController();
  const works = begin(AbortSignal.any([outer, failed.signal]));
  await Promise.allSettled(works.map((work) => work.catch((error: unknown) => failed.abort(error))));
  if (failed.signal.aborted) throw failed.signal.reason;
}

async function isBootstrapped(endpoint: string): Promise<boolean> {
  const cdkJson = readFileSync(join(CHECKOUT, 'apps', 'platform', 'cdk.json'), 'utf8');
  return (await parameter(endpoint, bootstrapParameter(cdkJson))) !== undefined;
}

/**
 * Whether every stack is deployed as it was written: its digest, which covers template and uploads, is the one in the
 * account.
 */
async function isDeployed(endpoint: string, stacks: readonly WrittenStack[]): Promise<boolean> {
  for (const { digest } of stacks) {
    if (digest === undefined || (await parameter(endpoint, digest.parameter)) !== digest.value) return false;
  }
  return true;
}

async function parameter(endpoint: string, Name: string): Promise<unknown> {
  const answer = await askLake(endpoint, 'ssm', 'AmazonSSM.GetParameter', { Name });
  return (answer?.['Parameter'] as { readonly Value?: unknown } | undefined)?.Value;
}
