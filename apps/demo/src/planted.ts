import type { FileState } from '@sluice/control-plane';
import { datasetOfIncoming, incomingPrefix } from '@sluice/protocol';

/** What must become of an object version. */
export type Expectation =
  | { readonly state: Extract<FileState, 'SUCCEEDED'>; readonly reason: null }
  | { readonly state: Extract<FileState, 'QUARANTINED' | 'IGNORED'>; readonly reason: string };

/** What most files come to. */
export const SUCCEEDS: Expectation = { state: 'SUCCEEDED', reason: null };

/** One object that a producer puts into the raw bucket. */
export interface PlantedFile {
  readonly key: string;
  /** A file of the export, or content that was made up here. */
  readonly body: { readonly path: string } | { readonly bytes: Uint8Array };
  readonly expect: Expectation;
  /** For the screen: what is wrong with it. Null: nothing. */
  readonly what: string | null;
  /**
   * Put only when the first content of its name has been decided: which of two is the later one must not depend on who
   * is faster.
   */
  readonly isSecond?: boolean;
}

/**
 * What is put into the bucket for one dataset, and what must come of it. Everything that the lake says is held against
 * this.
 */
export interface Planted {
  readonly dataset: string;
  readonly files: readonly PlantedFile[];
  /** Rows of files that must be loaded, good and bad. */
  readonly rows: number;
  /** Rows that the contract rejects, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Rows with a cell under a header that the contract does not know. */
  readonly rescued: number;
  /** One of the rejected rows, for `explain`; records count from 1. */
  readonly brokenRow: { readonly key: string; readonly record: number } | null;
  /** For the screen, beside what is said of files. */
  readonly mishaps: readonly Mishap[];
}

/** One thing that was planted. */
export interface Mishap {
  readonly file: string;
  readonly what: string;
}

/** Everything that was planted wrong, for the screen. */
export function mishapsOf({ files, mishaps }: Planted): readonly Mishap[] {
  return [...files.flatMap(({ key, what }) => (what === null ? [] : [{ file: nameOfKey(key), what }])), ...mishaps];
}

/** Rows that must arrive in the table. */
export function expectedAccepted(planted: Planted): number {
  return planted.rows - expectedRejected(planted);
}

/** Rows that must be rejected; each planted row breaks one rule. */
export function expectedRejected(planted: Planted): number {
  return Object.values(planted.rejected).reduce((sum, rows) => sum + rows, 0);
}

/** The key of a file that a producer of the dataset drops. */
export function incomingKey(dataset: string, name: string): string {
  return incomingPrefix(dataset) + name;
}

/** A key as people know it: without the folder that all files of its dataset arrive in. */
export function nameOfKey(key: string): string {
  const dataset = datasetOfIncoming(key);
  return dataset === undefined ? key : key.slice(incomingPrefix(dataset).length);
}
