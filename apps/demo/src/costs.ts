import { type BatchingComparison, compareBatching, type Engine, type MeasuredRun } from '@sluice/economics';
import type { GlueRun } from '@sluice/lake';
import type { AccountedBatch, DatasetAccounts } from './accounts.ts';

/** A bound that a number must keep. It is shown, and tested end to end; the exit code is the equations'. */
export interface Limit {
  readonly what: string;
  /** Null: it never came. */
  readonly value: number | null;
  readonly unit: string;
  readonly most: number;
  readonly holds: boolean;
}

/** What the runs of a dataset cost, and what one run per file would have. */
export interface DatasetCost {
  readonly dataset: string;
  readonly files: number;
  readonly comparison: BatchingComparison;
}

/** A number and the most that it may be. */
export function limit(what: string, value: number, unit: string, most: number): Limit {
  return { what, value: Number.isFinite(value) ? value : null, unit, most, holds: value <= most };
}

/**
 * The runs that Glue tells of, each with the files of its batch. A second attempt is a run of its own, for the same
 * files.
 */
export function measuredRuns(runs: readonly GlueRun[], batches: readonly AccountedBatch[]): readonly MeasuredRun[] {
  const files = new Map(batches.map(({ record, members }) => [record.batchId, members.length]));
  const counted = new Set<string>();
  return runs.map(({ seconds, batchId }) => {
    const first = !counted.has(batchId);
    counted.add(batchId);
    // One run per file would have loaded every file once.
    return { seconds, files: first ? (files.get(batchId) ?? 0) : 0 };
  });
}

/** The model for one dataset. */
export function costOf(accounts: DatasetAccounts, engine: Engine): DatasetCost {
  const runs = measuredRuns(accounts.runs, accounts.batches);
  return {
    dataset: accounts.dataset,
    files: runs.reduce((sum, run) => sum + run.files, 0),
    comparison: compareBatching(runs, engine),
  };
}
