import type { PartResult } from './part.ts';

/** A part that has run. */
export interface Outcome extends PartResult {
  readonly name: string;
  readonly seconds: number;
  /** Why the part counts as failed although no test did. */
  readonly remark?: string;
}

/** A part fails if anything in it failed, or if it ran nothing. */
export function outcomeOf(name: string, seconds: number, result: PartResult): Outcome {
  if (result.failed === 0 && result.passed === 0) return { name, seconds, ...result, failed: 1, remark: 'ran no test' };
  return { name, seconds, ...result };
}

/** The table at the end of `npm test`; its last line is the total, alone. */
export function renderSummary(outcomes: readonly Outcome[]): string {
  const header = ['part', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = outcomes.map((outcome) => [
    outcome.name,
    String(outcome.passed),
    String(outcome.failed),
    String(outcome.skipped),
    outcome.seconds.toFixed(1),
    outcome.remark ?? '',
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const total = (pick: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + pick(outcome), 0);
  return [
    line(header),
    ...rows.map(line),
    '',
    `${total((outcome) => outcome.passed)} passed, ${total((outcome) => outcome.failed)} failed`,
  ].join('\n');
}
