/** A query that fails: Athena's error name, the message after it, and whose fault it is. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
  readonly errorName: string;
  /** Athena: 1 system, 2 user, 3 other. */
  readonly category: 1 | 2 | 3;

  constructor(errorName: string, message: string, category: 1 | 2 | 3 = 2) {
    super(message);
    this.errorName = errorName;
    this.category = category;
  }

  /** As Athena words a state change: `COLUMN_NOT_FOUND: line 1:8: …`. */
  get reason(): string {
    return `${this.errorName}: ${this.message}`;
  }
}

/** `line 1:8` of an offset in a query, counted as Trino counts: lines and columns from 1. */
export function positionOf(sql: string, offset: number | undefined): string {
  const before = sql.slice(0, offset ?? 0).split('\n');
  return `line ${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
