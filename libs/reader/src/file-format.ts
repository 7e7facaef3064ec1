import type { Plan } from '@sluice/protocol';
import type { HeaderMatch } from './header.ts';
import type { Refusal } from './reasons.ts';
import type { RecordVerdict } from './rows.ts';
import type { RowValidator } from './validator.ts';

/** A piece of a file: its first bytes, or its last ones. A shorter file is meant as a whole. */
export interface ByteRange {
  readonly from: 'start' | 'end';
  readonly bytes: number;
}

/** What was read of a file. */
export interface FileRange {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly sizeBytes: number;
}

/** The range does not hold what is needed: read this one instead. */
export interface NeedMore {
  readonly kind: 'need-more';
  readonly range: ByteRange;
}

/** The records of a file, or of the part that was read: its header fits the plan, each record is judged by itself. */
export interface FileSample {
  readonly kind: 'read';
  readonly header: readonly string[];
  readonly match: HeaderMatch;
  readonly records: readonly RecordVerdict[];
  /** Every record of the file is among `records`. */
  readonly complete: boolean;
  /** By record, when `keepCells` asks for them. */
  readonly cells?: readonly (readonly (string | null)[])[];
}

/** How a file is read, whatever its format. */
export interface ReadOptions {
  readonly plan: Plan;
  /** The contract's generated validator; without it the rules come from the plan. */
  readonly validate?: RowValidator;
  /** No more than this is ever inflated. Default: what the format needs for a sample. */
  readonly inflateLimit?: number;
  /** Stop after this many records. Default: all that are there. */
  readonly maxRecords?: number;
  /** Give the decoded cells of the records too. */
  readonly keepCells?: boolean;
}

/** One way to write a table into a file. Where its data lie and how much of them is looked at, only it knows. */
export interface FileFormat {
  /** What is read of a file first. */
  readonly first: ByteRange;
  /** Reads the range that was asked for last. Pure; what is wrong with a file is a verdict and never thrown. */
  read(range: FileRange, options: ReadOptions): Refusal | FileSample | NeedMore;
}
