import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Figures } from '../../cost.ts';
import { range } from '../../figures.ts';
import { treeCpuSeconds } from '../../process-cpu.ts';
import { type Spread, spreadOf } from '../../statistics.ts';
import type { SuiteOptions } from '../../suite-options.ts';
import { table } from '../../table.ts';

/** `npm start` by its stages, in a checkout where everything was downloaded before. */
export interface DemoResult {
  readonly rounds: number;
  /** In the order in which they went on; those of the lake go on side by side within the stage `lake`. */
  readonly stages: readonly StageSpread[];
  readonly total: Spread;
  /** CPU seconds of all processes. Null where the kernel does not tell. */
  readonly cpu: Spread | null;
}

/** Seconds of one stage. */
export interface StageSpread {
  readonly name: string;
  readonly seconds: Spread;
}

/** What `npm start -- --json` says of its time. */
export interface DemoReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly lakeStages: readonly { readonly name: string; readonly seconds: number }[];
}

/** A round takes a minute or more. */
const MOST_ROUNDS = 3;
/** Again, on two cores. */
const LIMIT_SECONDS = 100;
const MOST_OUTPUT_BYTES = 2 ** 28;

const run = promisify(execFile);

/**
 * Runs the whole demonstration in a home of its own, so that a lake that is up stays up, and takes its lake down at the
 * end.
 */
export async function benchDemo(options: SuiteOptions): Promise<DemoResult> {
  const home = join(options.scratch, 'demo-home');
  const rounds = Math.min(options.rounds, MOST_ROUNDS);
  const reports: DemoReport[] = [];
  const cpu: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    rmSync(home, { recursive: true, force: true });
    const before = treeCpuSeconds(process.pid);
    const report = await demonstrate(options, home);
    const after = treeCpuSeconds(process.pid);
    if (before !== undefined && after !== undefined) cpu.push(after - before);
    reports.push(report);
    options.say(`round ${round}/${rounds}  ${report.seconds.toFixed(1)} s`);
  }
  rmSync(home, { recursive: true, force: true });
  return { rounds, ...summarise(reports), cpu: cpu.length === 0 ? null : spreadOf(cpu) };
}

async function demonstrate({ root, python }: SuiteOptions, home: string): Promise<DemoReport> {
  const { stdout } = await run(process.execPath, [join(root, 'apps/demo/src/main.ts'), '--json', '--down'], {
    env: { ...process.env, SLUICE_HOME: home, SLUICE_PYTHON: python },
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  const report = JSON.parse(stdout) as DemoReport;
  if (!report.ok) throw new Error('the demonstration does not hold: `npm start` says why');
  return report;
}

/** Spreads of every stage that each round had. */
export function summarise(reports: readonly DemoReport[]): Pick<DemoResult, 'stages' | 'total'> {
  const figures = new Figures<string, number>();
  for (const { stages, lakeStages } of reports) {
    for (const { name, seconds } of stages) {
      figures.add(name, seconds);
      if (name === 'lake') for (const part of lakeStages) figures.add(`lake: ${part.name}`, part.seconds);
    }
  }
  return {
    stages: figures.keys().map((name) => ({ name, seconds: spreadOf(figures.of(name)) })),
    total: spreadOf(reports.map(({ seconds }) => seconds)),
  };
}

/** The result as people read it. */
export function demoTable({ stages, total, cpu, rounds }: DemoResult): string {
  return table(
    [`npm start, again (${rounds} x)`, 's'],
    [
      ...stages.map(({ name, seconds }) => [
        name.startsWith('lake: ') ? `  ${name.slice(6)}` : name,
        range(seconds, 1),
      ]),
      ['all of it', range(total, 1)],
      ['to reach on 2 cores', String(LIMIT_SECONDS)],
      ...(cpu === null ? [] : [['CPU s of all processes', range(cpu, 0)]]),
    ],
  );
}
