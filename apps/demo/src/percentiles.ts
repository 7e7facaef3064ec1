/** How long files took from their arrival in the bucket to the commit of their rows, in seconds. */
export interface Latency {
  readonly files: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

/** What is needed of a file's item. */
export interface Timed {
  /** ISO 8601, when S3 says that it was created. */
  readonly eventTime: string;
  /** ISO 8601; null while its rows are not in the table. */
  readonly committedAt: string | null;
}

/** Arrival to committed of all files that were; undefined when none was. */
export function latencyOf(files: readonly Timed[]): Latency | undefined {
  const seconds = files
    .flatMap(({ eventTime, committedAt }) =>
      committedAt === null ? [] : [(Date.parse(committedAt) - Date.parse(eventTime)) / 1000],
    )
    .sort((a, b) => a - b);
  if (seconds.length === 0) return undefined;
  return {
    files: seconds.length,
    p50: percentile(seconds, 50),
    p95: percentile(seconds, 95),
    most: seconds.at(-1) ?? 0,
  };
}

/** The nearest rank: the least value that so many per cent of the sorted values do not exceed. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}
