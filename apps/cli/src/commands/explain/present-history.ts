import type { HistoryEntry } from '@sluice/control-plane';
import { counted, instant, printable, type Terminal, table } from '@sluice/terminal';
import { type Meanings, meaningText } from '../../terminal/meanings.ts';

/** What happened, step by step: when, who, to which state, why, under which contract, in which batch and run. */
export function historyText(
  history: readonly HistoryEntry<string>[],
  dropped: number,
  meanings: Meanings,
  { paint, width }: Terminal,
  inBatch = false,
): string {
  const { dim } = paint;
  const rows = history.map((step) => [
    instant(step.at),
    step.actor,
    step.to,
    reasonText(step.reason, meanings),
    step.contractVersion ?? '',
    inBatch ? '' : (step.batchId ?? ''),
    step.attempt === null ? '' : String(step.attempt),
    step.jobRunId ?? '',
  ]);
  const columns = [
    { title: 'time (UTC)' },
    { title: 'who' },
    { title: 'state' },
    { title: 'reason', cut: 'end' as const },
    { title: 'contract' },
    { title: 'batch' },
    { title: 'attempt', align: 'right' as const },
    { title: 'run' },
  ];
  // A column in which no step has anything is left out: most files never had a reason, and a batch is in no batch.
  const used = columns.map((_, index) => rows.some((row) => row[index] !== ''));
  const kept = <T>(cells: readonly T[]) => cells.filter((_, index) => used[index]);
  const earlier = dropped === 0 ? '' : `  ${dim(`(${counted(dropped, 'earlier step')} left out)`)}\n`;
  return earlier + table(kept(columns), rows.map(kept), { dim, fit: width });
}

/** `missing-column (a required column is missing)`. */
export function reasonText(reason: string | null, meanings: Meanings): string {
  if (reason === null) return '';
  const meaning = meaningText(meanings, reason);
  return printable(meaning === '' ? reason : `${reason} (${meaning})`);
}
