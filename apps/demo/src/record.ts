import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { DemoReport } from './report.ts';

/** Where the outcome of a run is kept; everything that shows a run in the checkout is made from it. */
const RECORD = join(CHECKOUT, 'docs', 'demo.json');

/** A run that was kept: its outcome, when it was and on what machine. */
export interface DemoRecord extends DemoReport {
  /** ISO 8601, the day alone. */
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number };
}

/** Keeps an outcome. The hundreds of files that were simply loaded are counted in it, not listed. */
export function keepRecord(report: DemoReport, now: Date): void {
  const record: DemoRecord = {
    date: now.toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    ...report,
    datasets: report.datasets.map(({ files: _files, ...dataset }) => dataset),
  };
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
}

/** The run that was kept last. */
export function readRecord(): DemoRecord {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as DemoRecord;
}
