/** Why a whole file is refused, in the order of docs/reading-rules.md: where several hold, the first is the reason. */
export const FILE_REASONS = [
  'key-missing',
  'too-large',
  'gzip-broken',
  'inflates-too-much',
  'not-text',
  'bad-encoding',
  'empty',
  'header-too-long',
  'too-many-columns',
  'bad-quoting',
  'unclosed-quote',
  'header-only',
  'empty-header',
  'duplicate-header',
  'unknown-column',
  'missing-column',
  'bad-value',
  'bad-ratio',
  'no-valid-row',
] as const;

/** A stable kebab-case file reason. */
export type FileReason = (typeof FILE_REASONS)[number];

/** What can be wrong with a cell, in the order in which the reasons of one column are listed. */
export const COLUMN_RULES = ['required', 'type', 'range', 'multiple', 'length', 'pattern', 'enum'] as const;

/** The rule part of a reason `<rule>:<column>`. */
export type ColumnRule = (typeof COLUMN_RULES)[number];

/** Reasons of a row that name no column. `duplicate` is found by the data plane only. */
export const ROW_REASONS = ['encoding', 'shape', 'duplicate'] as const;

/** A reason of a whole row. */
export type RowReason = (typeof ROW_REASONS)[number];

/**
 * A place in a file for people. The line counts from 1 and counts line ends inside quotes; the offset counts (inflated)
 * bytes from 0.
 */
export interface FilePlace {
  readonly line: number;
  readonly offset: number;
}

/** One record of a file, in any format: its cells as texts, by header. The place is that of its first character. */
export interface SourceRecord extends FilePlace {
  /** Decoded texts; null is a cell without a value. */
  readonly cells: readonly (string | null)[];
}

/** Why a file is refused, for the log and for the producer. Holds no cell of a row. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: FileReason;
  readonly detail: string;
  readonly at?: FilePlace;
}

/** Builds a {@link Refusal}. */
export function refuse(reason: FileReason, detail: string, at?: FilePlace): Refusal {
  return at === undefined ? { kind: 'refused', reason, detail } : { kind: 'refused', reason, detail, at };
}
