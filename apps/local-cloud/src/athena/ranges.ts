/** Bytes `[start, end)` of one file. */
export interface ByteRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** How many different bytes the ranges cover: a byte that is read twice is scanned once. */
export function unionLength(ranges: readonly ByteRange[]): bigint {
  const ordered = [...ranges].sort((a, b) => (a.start === b.start ? 0 : a.start < b.start ? -1 : 1));
  let total = 0n;
  let covered: bigint | undefined;
  for (const { start, end } of ordered) {
    const from = covered !== undefined && covered > start ? covered : start;
    if (end <= from) continue;
    total += end - from;
    covered = end;
  }
  return total;
}
