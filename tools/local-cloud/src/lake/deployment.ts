import { askLake } from './aws-json.ts';
import { bootstrap, type CdkOptions, deploy, stacksOf, synth } from './cdk.ts';

/** The stages of bringing a lake up, in the order in which they end. */
export type LakeStage = 'emulator' | 'bootstrap' | 'synth' | 'deploy';

/** A stage that is over. */
export interface StageReport {
  readonly stage: LakeStage;
  readonly seconds: number;
  readonly note: string;
}

/** Told what happens while a lake comes up. */
export interface LakeProgress {
  /** A stage begins. */
  readonly begin: (stage: LakeStage) => void;
  readonly end: (report: StageReport) => void;
}

/** The version of the bootstrap resources, which exist when it does. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** Brings what the checkout describes to the lake: bootstrap when it is missing, synth once, deploy what changed. */
export async function deployLake(options: CdkOptions, progress: LakeProgress): Promise<StageReport[]> {
  const reports: StageReport[] = [];
  const stage = async (name: LakeStage, work: () => Promise<string>): Promise<void> => {
    progress.begin(name);
    const report = await timed(name, work);
    reports.push(report);
    progress.end(report);
  };
  // Neither needs the other, and each waits for a process to load more than it works.
  const both = new AbortController();
  const signal = AbortSignal.any([options.signal, both.signal]);
  const results = await Promise.allSettled(
    [
      stage('bootstrap', async () => {
        if (await isBootstrapped(options.endpoint)) return 'done before';
        await bootstrap({ ...options, signal });
        return 'cdk bootstrap';
      }),
      stage('synth', async () => {
        await synth({ ...options, signal });
        return `${stacksOf(options.places).length} stacks`;
      }),
    ].map((work) =>
      work.catch((error: unknown) => {
        both.abort(error);
        throw error;
      }),
    ),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await stage('deploy', async () => {
    await deploy(options);
    return 'cdk deploy --all';
  });
  return reports;
}

/** Runs a stage and says how long it took. */
export async function timed(stage: LakeStage, work: () => Promise<string>): Promise<StageReport> {
  const begun = performance.now();
  const note = await work();
  return { stage, seconds: (performance.now() - begun) / 1000, note };
}

async function isBootstrapped(endpoint: string): Promise<boolean> {
  return (await askLake(endpoint, 'ssm', 'AmazonSSM.GetParameter', { Name: BOOTSTRAP_VERSION })) !== undefined;
}
