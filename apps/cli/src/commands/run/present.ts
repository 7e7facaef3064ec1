import { count, counted, printable, type Terminal, table } from '@sluice/terminal';
import type { LoadSummary, RefusedFile } from './summary.ts';

/** More refused files than this are a list for a program: `--json` has them all. */
const SHOWN_FILES = 12;

/** What arrived, dataset by dataset. */
export function loadTable(summaries: readonly LoadSummary[], { paint, width }: Terminal): string {
  const rows = summaries.map(({ dataset, files, batches, runs, rows, refused }) => [
    dataset,
    count(files.decided),
    count(refused.length),
    count(batches.settled),
    count(runs),
    count(rows.in),
    count(rows.accepted),
    count(rows.rejected),
  ]);
  const titles = ['files', 'refused', 'batches', 'runs', 'rows in', 'accepted', 'rejected'];
  return table([{ title: 'dataset' }, ...titles.map((title) => ({ title, align: 'right' as const }))], rows, {
    dim: paint.dim,
    fit: width,
  });
}

/** Refused files with their reasons and places. */
export function refusedText(files: readonly RefusedFile[], { paint, width }: Terminal): string {
  if (files.length === 0) return '';
  const rows = files
    .slice(0, SHOWN_FILES)
    .map(({ key, reason, detail, by, line }) => [
      printable(withoutPrefix(key)),
      paint.yellow(reason),
      by,
      `${line === null ? '' : `line ${count(line)}: `}${printable(detail)}`,
    ]);
  const more =
    files.length > SHOWN_FILES
      ? `  ${paint.dim(`… and ${count(files.length - SHOWN_FILES)} more: --json lists them all`)}\n`
      : '';
  const columns = [
    { title: 'refused file', max: 44 },
    { title: 'reason' },
    { title: 'by' },
    { title: 'detail', max: 80, cut: 'end' as const },
  ];
  return table(columns, rows, { dim: paint.dim, fit: width }) + more;
}

/** Rejected rows by reason, most frequent first. */
export function reasonTable(summaries: readonly LoadSummary[], { paint, width }: Terminal): string {
  const rows = summaries.flatMap(({ dataset, reasons }) =>
    Object.entries(reasons)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([reason, rows]) => [dataset, paint.yellow(reason), count(rows)]),
  );
  if (rows.length === 0) return '';
  return table([{ title: 'dataset' }, { title: 'rejected because' }, { title: 'rows', align: 'right' }], rows, {
    dim: paint.dim,
    fit: width,
  });
}

/** Files that were left alone: by reason, for they may be many, and those that wait one by one. */
export function leftAloneText({ ignored, postponed }: LoadSummary, { paint }: Terminal): string {
  const byReason = [...Map.groupBy(ignored, ({ reason }) => reason)].map(
    ([reason, files]) => `${count(files.length)} ${reason}`,
  );
  const first =
    ignored.length === 0
      ? ''
      : `  ${paint.dim(`${counted(ignored.length, 'file')} ignored: ${byReason.join(', ')}`)}\n`;
  const waiting = postponed
    .slice(0, SHOWN_FILES)
    .map(
      ({ key, reason, detail }) =>
        `  ${paint.yellow('!')} ${printable(withoutPrefix(key))} ${paint.yellow(reason)}: ${detail}; the next run ` +
        `looks again\n`,
    );
  const hidden = postponed.length - waiting.length;
  return (
    first +
    waiting.join('') +
    (hidden > 0 ? `  ${paint.dim(`… and ${count(hidden)} more: --json lists them all`)}\n` : '')
  );
}

/** Batches that failed, each with the way out. */
export function failureLines(summaries: readonly LoadSummary[], { paint }: Terminal): string {
  return summaries
    .flatMap(({ failures }) => failures)
    .map(({ batch, code, message, fix, report }) => {
      const more = [
        fix === null ? '' : `    ${paint.dim('fix')}     ${fix}\n`,
        report === null ? '' : `    ${paint.dim('report')}  ${report}\n`,
      ];
      return (
        `  ${paint.red('✗')} batch ${batch} ` +
        `failed: ${code === null ? '' : `${paint.bold(code)} `}${printable(message)}\n${more.join('')}`
      );
    })
    .join('');
}

/** A key as people know it: without the folder that all arrive in. */
function withoutPrefix(key: string): string {
  return key.replace(/^incoming\//, '');
}
