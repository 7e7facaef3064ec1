import type { FileRecord } from '@sluice/control-plane';
import type { BroughtIn, Postponed } from '@sluice/control-plane/folder';
import type { ErrorCode, RefusedMember } from '@sluice/protocol';
import type { BatchFailure } from './failure.ts';

/** A file that did not make it, on the way in or in the job. */
export interface RefusedFile {
  readonly key: string;
  readonly reason: string;
  readonly detail: string;
  /** `intake` looked at the file head, `job` at all of it. */
  readonly by: 'intake' | 'job';
  readonly line: number | null;
}

/** What a load did to one dataset. Every number is from the ledger and the batch heads. */
export interface LoadSummary {
  readonly dataset: string;
  /** Files of the folder that were decided now, by decision. */
  readonly files: {
    readonly decided: number;
    readonly known: number;
    readonly queued: number;
    readonly quarantined: number;
    readonly ignored: number;
  };
  readonly batches: {
    readonly settled: number;
    readonly committed: number;
    readonly failed: number;
    readonly recovered: number;
  };
  readonly runs: number;
  readonly rows: { readonly in: number; readonly accepted: number; readonly rejected: number };
  readonly reasons: Readonly<Record<string, number>>;
  readonly refused: readonly RefusedFile[];
  readonly ignored: readonly RefusedFile[];
  /** Files that were not decided about, and wait for the next run. */
  readonly postponed: readonly Postponed[];
  readonly failures: readonly {
    readonly batch: string;
    readonly code: string | null;
    readonly fault: ErrorCode['fault'];
    readonly message: string;
    readonly fix: string | null;
    readonly report: string | null;
  }[];
}

/**
 * Adds up what was decided and what the batch heads say. A batch that went on in two halves has not failed: its halves
 * tell what became of its files.
 *
 * @param failures why each failed batch failed, by batch id
 */
export function summarise(
  dataset: string,
  { taken, settled, recovered }: BroughtIn,
  failures: ReadonlyMap<string, BatchFailure>,
): LoadSummary {
  const committed = settled.filter(({ batchHead }) => batchHead.state === 'committed');
  const counts = committed.flatMap(({ batchHead }) => (batchHead.counts === null ? [] : [batchHead.counts]));
  const reasons: Record<string, number> = {};
  for (const each of counts)
    for (const [reason, rows] of Object.entries(each.by_reason)) reasons[reason] = (reasons[reason] ?? 0) + rows;
  const of = (decision: 'queued' | 'quarantined' | 'ignored') =>
    taken.decided.filter((each) => each.decision === decision).map(({ file }) => file);
  return {
    dataset,
    files: {
      decided: taken.decided.length,
      known: taken.known,
      queued: of('queued').length,
      quarantined: of('quarantined').length,
      ignored: of('ignored').length,
    },
    batches: { settled: settled.length, committed: committed.length, failed: failures.size, recovered },
    runs: sum(settled, (batch) => batch.runs),
    rows: {
      in: sum(counts, (each) => each.rows_in),
      accepted: sum(counts, (each) => each.accepted),
      rejected: sum(counts, (each) => each.rejected),
    },
    reasons,
    refused: [
      ...of('quarantined').map(byIntake),
      ...committed.flatMap(({ batchHead }) => batchHead.refused.map(byJob)),
    ],
    ignored: of('ignored').map(byIntake),
    postponed: taken.postponed,
    failures: [...failures].map(([batch, failure]) => ({ batch, ...failure })),
  };
}

function byIntake({ key, reason, detail, place }: FileRecord): RefusedFile {
  return { key, reason: reason ?? '', detail: detail ?? '', by: 'intake', line: place?.line ?? null };
}

function byJob({ key, reason, detail }: RefusedMember): RefusedFile {
  return { key, reason, detail, by: 'job', line: null };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
