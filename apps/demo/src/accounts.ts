import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import type { GlueRun } from '@sluice/lake';
import type { BatchHead } from '@sluice/protocol';
import type { PlantedFile } from './planted.ts';

/** An object version as the bucket lists it. */
export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
}

/** An object that was put, and the version that it became. */
export interface PutFile {
  readonly file: PlantedFile;
  readonly versionId: string;
}

/** A batch as the ledger and the control bucket know it. */
export interface AccountedBatch {
  readonly record: BatchRecord;
  readonly batchHead: BatchHead;
  /** `key@version` of its members. */
  readonly members: readonly string[];
}

/** Everything that the lake says about one dataset after the burst, each from where it is kept. */
export interface DatasetAccounts {
  readonly dataset: string;
  /** From the raw bucket. */
  readonly versions: readonly ListedVersion[];
  /** From the ledger. */
  readonly files: readonly FileRecord[];
  /** From the ledger and the control bucket. */
  readonly batches: readonly AccountedBatch[];
  /** From Glue. */
  readonly runs: readonly GlueRun[];
  /** From intake's log: events of versions that were known already. */
  readonly duplicates: number;
  /** From the queue. */
  readonly deadLetters: number;
  /** From Athena; null where the dataset has no table. */
  readonly table: TableAnswers | null;
}

/** What a table answered when it was asked. */
export interface TableAnswers {
  readonly rows: number;
  readonly rescued: number;
}

/** An object version in one word. */
export function versionName({ key, versionId }: ListedVersion): string {
  return `${key}@${versionId}`;
}

/** Rows of all committed batches, from their batch heads. */
export function rowsOf({ batches }: DatasetAccounts): {
  readonly in: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
} {
  const counts = batches.flatMap(({ batchHead }) =>
    batchHead.state === 'committed' && batchHead.counts !== null ? [batchHead.counts] : [],
  );
  const reasons: Record<string, number> = {};
  for (const each of counts)
    for (const [reason, rows] of Object.entries(each.by_reason)) reasons[reason] = (reasons[reason] ?? 0) + rows;
  const sum = (value: (each: (typeof counts)[number]) => number) => counts.reduce((all, each) => all + value(each), 0);
  return {
    in: sum((each) => each.rows_in),
    accepted: sum((each) => each.accepted),
    rejected: sum((each) => each.rejected),
    reasons,
  };
}
