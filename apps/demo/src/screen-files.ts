import type { FileRecord } from '@sluice/control-plane';
import { count, printable, seconds, type Terminal, table } from '@sluice/terminal';
import { nameOfKey } from './planted.ts';
import type { DatasetReport, PlantedReport } from './report.ts';

/** More refused files than this are a list for a program. */
const SHOWN_FILES = 14;

/** What was planted, file by file. */
export function plantedTable(planted: readonly PlantedReport[], { paint, width }: Terminal): string {
  const rows = planted.flatMap(({ dataset, mishaps }) => mishaps.map(({ file, what }) => [dataset, file, what]));
  return table([{ title: 'dataset' }, { title: 'file' }, { title: 'planted' }], rows, { dim: paint.dim, fit: width });
}

/** Decisions by kind: every object version has one, and every further event of it is known for what it is. */
export function decisionTable(datasets: readonly DatasetReport[], { paint, width }: Terminal): string {
  const { dim, green, red } = paint;
  const rows = datasets.map(({ dataset, versions, states, undecided, duplicates, deadLetters }) => {
    const of = (state: FileRecord['state']) => count(states[state] ?? 0);
    return [
      dataset,
      count(versions),
      of('SUCCEEDED'),
      of('QUARANTINED'),
      of('IGNORED'),
      undecided === 0 ? green('none') : red(count(undecided)),
      count(duplicates),
      count(deadLetters),
    ];
  });
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'dataset' },
    right('versions'),
    right('succeeded'),
    right('quarantined'),
    right('ignored'),
    right('undecided'),
    right('repeated events'),
    right('dead letters'),
  ];
  return table(columns, rows, { dim, fit: width });
}

/** Files that were not loaded: by whom, and why. */
export function refusedTable(datasets: readonly DatasetReport[], { paint, width }: Terminal): string {
  const refused = datasets.flatMap(({ dataset, refused }) => refused.map((file) => ({ dataset, ...file })));
  const rows = refused
    .slice(0, SHOWN_FILES)
    .map(({ dataset, key, state, reason, by, line, detail }) => [
      printable(`${dataset}/${nameOfKey(key)}`),
      state.toLowerCase(),
      paint.yellow(reason ?? ''),
      by,
      `${line === null ? '' : `line ${count(line)}: `}${printable(detail ?? '')}`,
    ]);
  const hidden = refused.length - rows.length;
  const more = hidden > 0 ? `  ${paint.dim(`… and ${count(hidden)} more: npx sluice quarantine ls`)}\n` : '';
  const columns = [
    { title: 'file', max: 44 },
    { title: 'is' },
    { title: 'reason' },
    { title: 'by' },
    { title: 'detail', max: 80, cut: 'end' as const },
  ];
  return rows.length === 0 ? '' : table(columns, rows, { dim: paint.dim, fit: width }) + more;
}

/** Batches, runs and rows. */
export function loadedTable(datasets: readonly DatasetReport[], { paint, width }: Terminal): string {
  const rows = datasets
    .filter(({ table }) => table !== null)
    .map(({ dataset, batches, runs, rows: { in: all, accepted, rejected, reasons }, latency }) => {
      const because = Object.entries(reasons).map(([reason, rows]) => `${reason} ${count(rows)}`);
      return [
        dataset,
        count(batches.length),
        count(runs.length),
        count(all),
        count(accepted),
        count(rejected),
        latency === null ? '-' : seconds(latency.p50),
        latency === null ? '-' : seconds(latency.p95),
        paint.yellow(because.join(', ')),
      ];
    });
  const titles = ['batches', 'runs', 'rows in', 'accepted', 'rejected', 'p50', 'p95'];
  const columns = [
    { title: 'dataset' },
    ...titles.map((title) => ({ title, align: 'right' as const })),
    { title: 'rejected because' },
  ];
  const note = `  ${paint.dim('p50, p95: from the arrival of a file in the bucket to the commit of its rows')}\n`;
  return table(columns, rows, { dim: paint.dim, fit: width }) + note;
}
