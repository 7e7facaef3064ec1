import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type BatchCost, batchesTable } from './suites/batches/batches.ts';
import { type DataPlaneResult, dataPlaneTable } from './suites/data-plane.ts';
import { type DemoResult, demoTable } from './suites/demo/demo.ts';
import { type DeployResult, deployTable } from './suites/deploy/deploy.ts';
import { type IntakeResult, intakeTable } from './suites/intake/intake.ts';
import { type NxResult, nxTable } from './suites/nx.ts';
import { type ReaderResult, readerTable } from './suites/reader.ts';

/** The suites, in the order in which they run and are shown. */
export const SUITES = ['data-plane', 'data-plane-x10', 'reader', 'nx', 'intake', 'batches', 'deploy', 'demo'] as const;
export type Suite = (typeof SUITES)[number];

/** What one suite measured: the file `tools/bench/results/<suite>.json`. */
export type Result = { readonly date: string; readonly rounds: number; readonly machine: Machine } & (
  | { readonly suite: 'data-plane' | 'data-plane-x10'; readonly result: DataPlaneResult }
  | { readonly suite: 'reader'; readonly result: ReaderResult }
  | { readonly suite: 'nx'; readonly result: readonly NxResult[] }
  | { readonly suite: 'intake'; readonly result: IntakeResult }
  | { readonly suite: 'batches'; readonly result: readonly BatchCost[] }
  | { readonly suite: 'deploy'; readonly result: readonly DeployResult[] }
  | { readonly suite: 'demo'; readonly result: DemoResult }
);

/** One suite as people read it: its table, then where and when. */
export function render(measured: Result): string {
  const { date, machine, rounds } = measured;
  const where =
    `${date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ` +
    `load ${machine.loadBefore} at the start, ${medianOf(measured.suite, rounds)}`;
  return `${tableOf(measured)}\n${where}`;
}

/** Suites whose rounds take a minute have fewer of them, and their tables say how many. */
function medianOf(suite: Suite, rounds: number): string {
  const hasFewer = suite === 'batches' || suite === 'deploy' || suite === 'demo';
  return hasFewer ? `medians of at most ${rounds} rounds` : `median of ${rounds} rounds`;
}

function tableOf(measured: Result): string {
  switch (measured.suite) {
    case 'reader':
      return readerTable(measured.result);
    case 'nx':
      return nxTable(measured.result);
    case 'intake':
      return intakeTable(measured.result);
    case 'batches':
      return batchesTable(measured.result);
    case 'deploy':
      return deployTable(measured.result);
    case 'demo':
      return demoTable(measured.result);
    default:
      return dataPlaneTable(measured.result);
  }
}

/** Keep a result. */
export function writeResult(root: string, measured: Result): void {
  const folder = join(root, 'tools/bench/results');
  mkdirSync(folder, { recursive: true });
  replace(join(folder, `${measured.suite}.json`), `${JSON.stringify(measured, null, 2)}\n`);
}

/** The results that are kept, in the order of the suites. */
export function readResults(root: string): readonly Result[] {
  return SUITES.flatMap((suite) => {
    const file = join(root, 'tools/bench/results', `${suite}.json`);
    return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Result] : [];
  });
}

/** Writes a file whole or not at all. */
export function replace(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}
