/** What was put into the inbox of one dataset, and what must become of it. Everything that the lake says is held against this. */
export interface Planted {
  readonly dataset: string;
  readonly folder: string;
  /** Files in the folder. */
  readonly files: number;
  /** Rows of good files, good and bad. */
  readonly rows: number;
  /** Rows that the contract rejects, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Files that must be refused, with the reason; the key is the name in the folder. */
  readonly refused: Readonly<Record<string, string>>;
  /** Rows with a cell under a header that the contract does not know. */
  readonly rescued: number;
  /** For the screen: what was done to which file. */
  readonly mishaps: readonly Mishap[];
}

/** One thing that was planted. */
export interface Mishap {
  readonly file: string;
  readonly what: string;
}

/** Rows that must arrive in the table. */
export function expectedAccepted(planted: Planted): number {
  return planted.rows - expectedRejected(planted);
}

/** Rows that must be rejected; each planted row breaks one rule. */
export function expectedRejected(planted: Planted): number {
  return Object.values(planted.rejected).reduce((sum, rows) => sum + rows, 0);
}
