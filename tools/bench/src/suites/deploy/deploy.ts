import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bringLakeUp, type HeldLake, holdLake, type LakeProgress, type LakeStage } from '@sluice/lake/local';
import { editCopy, writeCopies } from '../../contract-copies.ts';
import { Figures } from '../../cost.ts';
import { middle, range } from '../../figures.ts';
import { treeCpuSeconds } from '../../process-cpu.ts';
import { type Spread, spreadOf } from '../../statistics.ts';
import type { SuiteOptions } from '../../suite-options.ts';
import { table } from '../../table.ts';

/** What is timed of a lake with so many datasets. */
export const STEPS = ['synth', 'first', 'unchanged', 'one-unchanged', 'one-changed'] as const;
export type DeployStep = (typeof STEPS)[number];

/** Deployments of a lake with so many dataset stacks, beside the lake's own stack. */
export interface DeployResult {
  readonly stacks: number;
  readonly rounds: number;
  /** Seconds on the wall. */
  readonly wall: Readonly<Record<DeployStep, Spread>>;
  /** CPU seconds of everything: CDK, app, emulator, this process. Null where the kernel does not tell. */
  readonly cpu: Readonly<Record<DeployStep, Spread>> | null;
}

/** A round starts a lake and takes it down: many stacks are deployed once, and a few three times. */
const MOST_ROUNDS = 3;
const MANY_STACKS = 50;

const run = promisify(execFile);

/**
 * How long the platform's own commands take, by the number of datasets. Every round is a lake of its own; nothing is
 * warmed up.
 */
export async function benchDeploy(options: SuiteOptions, counts: readonly number[]): Promise<DeployResult[]> {
  const results: DeployResult[] = [];
  for (const stacks of counts) {
    const rounds = stacks >= MANY_STACKS ? 1 : Math.min(options.rounds, MOST_ROUNDS);
    const wall = new Figures<DeployStep, number>();
    const cpu = new Figures<DeployStep, number>();
    for (let round = 1; round <= rounds; round += 1) {
      const timed = await deployOnce(options, stacks);
      for (const step of STEPS) {
        wall.add(step, timed[step].wall);
        if (timed[step].cpu !== undefined) cpu.add(step, timed[step].cpu);
      }
      options.say(
        `round ${round}/${rounds}  ${stacks} ` +
          `stacks: ${STEPS.map((step) => `${step} ${timed[step].wall.toFixed(1)} s`).join(', ')}`,
      );
    }
    const hasCpu = STEPS.every((step) => cpu.of(step).length > 0);
    results.push({ stacks, rounds, wall: spreads(wall), cpu: hasCpu ? spreads(cpu) : null });
  }
  return results;
}

interface Timed {
  readonly wall: number;
  readonly cpu: number | undefined;
}

/**
 * A lake from nothing: everything deployed, again without a change, then one dataset by itself, without a change and
 * with one.
 */
async function deployOnce(options: SuiteOptions, stacks: number): Promise<Record<DeployStep, Timed>> {
  const project = join(options.scratch, 'deploy-project');
  const home = join(options.scratch, 'deploy-lake');
  const [id = ''] = await writeCopies(options.root, project, stacks);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const watch = stageWatch();
  const made = { home, python: options.python, context: { project }, progress: watch.progress };
  const lake = await holdLake(made);
  try {
    const first = watch.of('deploy');
    // The lake is up: what has changed since is deployed to it.
    const unchanged = await timed(() => bringLakeUp(made));
    // Of the second time: at the first the emulator starts and bootstraps meanwhile.
    const synth = watch.of('synth');
    const oneUnchanged = await timed(() => deployOne(options.root, lake.ready, project, id, 'up to date'));
    await editCopy(project, id);
    const oneChanged = await timed(() => deployOne(options.root, lake.ready, project, id, 'deployed in'));
    return { synth, first, unchanged, 'one-unchanged': oneUnchanged, 'one-changed': oneChanged };
  } finally {
    await lake.stop();
    for (const folder of [project, home]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The command of a dataset's `deploy` target. Not in this process, which answers for Glue and Athena meanwhile. */
async function deployOne(root: string, lake: HeldLake, project: string, id: string, expected: string): Promise<void> {
  const context = ['-c', `project=${project}`, '-c', 'graceSeconds=0'];
  const { stdout } = await run(process.execPath, [join(root, 'apps/platform/src/deploy.ts'), id, ...context], {
    env: environmentOf(lake),
  });
  if (!stdout.includes(expected)) throw new Error(`deploy of ${id} did not say "${expected}" but:\n${stdout}`);
}

/** Only this lake can be reached, whatever the terminal is set to. */
function environmentOf({ endpoint, region }: HeldLake): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|CDK_|(?:https?|all|no)_proxy$)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost',
  };
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = treeCpuSeconds(process.pid);
  const began = performance.now();
  await work();
  const wall = (performance.now() - began) / 1000;
  return { wall, cpu: since(cpuBefore) };
}

/** Takes the CPU at the beginning and the end of every stage that a lake reports; the last time of each counts. */
function stageWatch(): { readonly progress: LakeProgress; readonly of: (stage: LakeStage) => Timed } {
  const begun = new Map<LakeStage, number | undefined>();
  const stages = new Map<LakeStage, Timed>();
  return {
    progress: {
      begin: (stage) => void begun.set(stage, treeCpuSeconds(process.pid)),
      end: ({ stage, seconds }) => void stages.set(stage, { wall: seconds, cpu: since(begun.get(stage)) }),
    },
    of: (stage) => {
      const found = stages.get(stage);
      if (found === undefined) throw new Error(`the lake had no stage "${stage}"`);
      return found;
    },
  };
}

function since(before: number | undefined): number | undefined {
  const after = treeCpuSeconds(process.pid);
  return before === undefined || after === undefined ? undefined : after - before;
}

function spreads(figures: Figures<DeployStep, number>): Record<DeployStep, Spread> {
  return Object.fromEntries(STEPS.map((step) => [step, spreadOf(figures.of(step))])) as Record<DeployStep, Spread>;
}

const LABELS: Readonly<Record<DeployStep, string>> = {
  synth: 'synth of all',
  first: 'first deploy of all',
  unchanged: 'all again, nothing changed',
  'one-unchanged': 'one dataset, nothing changed',
  'one-changed': 'one dataset, its contract changed',
};

/** The result as people read it. */
export function deployTable(results: readonly DeployResult[]): string {
  const name = ({ stacks, rounds }: DeployResult): string =>
    `${stacks} ${stacks === 1 ? 'stack' : 'stacks'} (${rounds} x)`;
  return table(
    ['deploys on the emulator, s', ...results.flatMap((result) => [name(result), 'CPU s'])],
    STEPS.map((step) => [
      LABELS[step],
      ...results.flatMap(({ wall, cpu, rounds }) => [
        rounds === 1 ? middle(wall[step], 1) : range(wall[step], 1),
        cpu === null ? '' : middle(cpu[step], 1),
      ]),
    ]),
  );
}
