import type { PartResult } from './part.ts';

/** A part that has run. */
export interface Outcome extends PartResult {
  readonly name: string;
  readonly seconds: number;
  readonly budgetMinutes: number;
  /** Why the part counts as failed although no test did. */
  readonly remark?: string;
}

/** What is looked at first when a run has become long. */
const SLOWEST = 10;

/** A part fails if anything in it failed, or if it ran nothing. */
export function outcomeOf(
  { name, budgetMinutes }: { readonly name: string; readonly budgetMinutes: number },
  seconds: number,
  result: PartResult,
): Outcome {
  const outcome = { name, seconds, budgetMinutes, ...result };
  return result.failed === 0 && result.passed === 0 ? { ...outcome, failed: 1, remark: 'ran no test' } : outcome;
}

/**
 * The table at the end of `npm test`, and the slowest test files; its last line is the total, alone. Who takes longer
 * than its budget is told and does not fail for it: the machine may have had other things to do.
 */
export function renderSummary(outcomes: readonly Outcome[]): string {
  const header = ['part', 'passed', 'failed', 'skipped', 'minutes', 'budget'];
  const rows = outcomes.map((outcome) => [
    outcome.name,
    String(outcome.passed),
    String(outcome.failed),
    String(outcome.skipped),
    (outcome.seconds / 60).toFixed(2),
    outcome.budgetMinutes.toFixed(2),
    outcome.remark ?? (outcome.seconds > outcome.budgetMinutes * 60 ? 'over its budget' : ''),
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
    ...slowest(outcomes),
    `${total((outcome) => outcome.passed)} passed, ${total((outcome) => outcome.failed)} failed`,
  ].join('\n');
}

function slowest(outcomes: readonly Outcome[]): readonly string[] {
  const times = outcomes
    .flatMap(({ times: files = [] }) => files)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  if (times.length === 0) return [];
  return [
    'slowest test files',
    ...times.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`),
    '',
  ];
}
