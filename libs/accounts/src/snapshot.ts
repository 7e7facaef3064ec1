import type { BatchRecord, FileRecord, SlotRecord } from '@sluice/control-plane';
import type { Batch, Counted, RawVersion, StoredObject } from '@sluice/lake';
import type { RegisteredPartition } from '@sluice/lake/catalog';
import type { CommittedFile, Intent } from '@sluice/protocol';

export type { Counted, StoredObject } from '@sluice/lake';

/** What every lake has of a dataset, however its files were decided. The equations are pure functions of it. */
export interface DatasetStock {
  readonly datasetId: string;
  readonly batches: readonly Batch[];
  /** Objects under `processed/<dataset>/`. */
  readonly data: readonly StoredObject[];
  /** Objects under `quarantine/<dataset>/`. */
  readonly quarantine: readonly StoredObject[];
  /** Rows by the footer, of every file of a committed batch head that is there; by `bucket/key`. */
  readonly footerRows: ReadonlyMap<string, Counted>;
  /** Records counted anew in the raw object of every member that was not refused; by `bucket/key@version`. */
  readonly records: ReadonlyMap<string, Counted>;
  /** Rejected rows by reason as the quarantine files of the batch say; by batch id. */
  readonly reasons: ReadonlyMap<string, Readonly<Record<string, number>> | { readonly problem: string }>;
  /** What the attempt in each committed batch head announced before it published; by batch id. */
  readonly intents: ReadonlyMap<string, Intent | undefined>;
  /** Partitions that the catalog keeps. */
  readonly registered: readonly RegisteredPartition[];
}

/** Everything that is looked at of one dataset. */
export interface LedgerSnapshot extends DatasetStock {
  /** Every version under `incoming/<dataset>/`. */
  readonly versions: readonly RawVersion[];
  /** Every item of the ledger. */
  readonly files: readonly FileRecord[];
  /** Items of the batches, by id: of all that left a document, and of all that are open. */
  readonly items: ReadonlyMap<string, BatchRecord>;
  readonly slots: readonly SlotRecord[];
  /** Runs that may be under way at the same time. */
  readonly slotLimit: number;
  /** Every version of a key is kept; otherwise only the first content of a name lies in raw. */
  readonly keepsVersions: boolean;
  /** ISO 8601: when the reading began. What came later is not looked at. */
  readonly at: string;
}

/** One object that is not as it must be. */
export interface Difference {
  /** `bucket/key`, or the name of a batch or partition. */
  readonly object: string;
  readonly message: string;
}

/** A claim about a lake: two counts that were made in different ways and must be one number. */
export interface Equation {
  readonly id: string;
  readonly dataset: string;
  readonly left: { readonly what: string; readonly value: number };
  readonly right: { readonly what: string; readonly value: number };
  readonly holds: boolean;
  /** Empty when it holds. */
  readonly differences: readonly Difference[];
}

/** An equation that holds when the two numbers are equal and no object differs. */
export function equation(
  id: string,
  dataset: string,
  left: readonly [what: string, value: number],
  right: readonly [what: string, value: number],
  differences: readonly Difference[] = [],
): Equation {
  const holds = left[1] === right[1] && differences.length === 0;
  return {
    id,
    dataset,
    left: { what: left[0], value: left[1] },
    right: { what: right[0], value: right[1] },
    holds,
    differences:
      holds || differences.length > 0
        ? differences
        : [{ object: dataset, message: `${left[0]} ${left[1]}, ${right[0]} ${right[1]}` }],
  };
}

/** `bucket/key`: how an object is named to people. */
export function nameOf(object: { readonly bucket: string; readonly key: string }): string {
  return `${object.bucket}/${object.key}`;
}

/** The batches that count: their batch head says committed. */
export function committed(
  snapshot: DatasetStock,
): readonly (Batch & { readonly batchHead: NonNullable<Batch['batchHead']> })[] {
  return snapshot.batches.filter(
    (batch): batch is Batch & { batchHead: NonNullable<Batch['batchHead']> } => batch.batchHead?.state === 'committed',
  );
}

/** Files of all committed batch heads. */
export function committedFiles(snapshot: DatasetStock, kind: 'files' | 'quarantine_files'): readonly CommittedFile[] {
  return committed(snapshot).flatMap((batch) => batch.batchHead[kind]);
}

/** Sum over a list. */
export function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
