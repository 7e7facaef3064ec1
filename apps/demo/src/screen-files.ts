import type { FileRecord } from '@sluice/control-plane';
import { count, printable, seconds, type Terminal, table } from '@sluice/terminal';
import { type DatasetAccounts, rowsOf } from './accounts.ts';
import { latencyOf } from './percentiles.ts';
import { mishapsOf, nameOfKey, type Planted } from './planted.ts';

/** More refused files than this are a list for a program. */
const SHOWN_FILES = 14;

/** What was planted, file by file. */
export function plantedTable(planted: readonly Planted[], { paint, width }: Terminal): string {
  const rows = planted.flatMap((each) => mishapsOf(each).map(({ file, what }) => [each.dataset, file, what]));
  return table([{ title: 'dataset' }, { title: 'file' }, { title: 'planted' }], rows, { dim: paint.dim, fit: width });
}

/** Decisions by kind: every object version has one, and every further event of it is known for what it is. */
export function decisionTable(accounts: readonly DatasetAccounts[], { paint, width }: Terminal): string {
  const { dim, green, red } = paint;
  const rows = accounts.map(({ dataset, versions, files, duplicates, deadLetters }) => {
    const of = (state: FileRecord['state']) => count(files.filter((file) => file.state === state).length);
    const without = versions.filter(
      ({ key, versionId }) => !files.some((file) => file.key === key && file.versionId === versionId),
    ).length;
    const none = without === 0 ? green('none') : red(count(without));
    return [
      dataset,
      count(versions.length),
      of('SUCCEEDED'),
      of('QUARANTINED'),
      of('IGNORED'),
      none,
      count(duplicates),
      count(deadLetters),
    ];
  });
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'dataset' },
    right('object versions'),
    right('succeeded'),
    right('quarantined'),
    right('ignored'),
    right('without a decision'),
    right('repeated events'),
    right('dead letters'),
  ];
  return table(columns, rows, { dim, fit: width });
}

/** Files that were not loaded: by whom, and why. */
export function refusedTable(accounts: readonly DatasetAccounts[], { paint, width }: Terminal): string {
  const refused = accounts.flatMap(({ files }) =>
    files.filter(({ state }) => state === 'QUARANTINED' || state === 'IGNORED'),
  );
  const rows = refused
    .slice(0, SHOWN_FILES)
    .map(({ datasetId, key, state, reason, history, place, detail }) => [
      printable(`${datasetId}/${nameOfKey(key)}`),
      state.toLowerCase(),
      paint.yellow(reason ?? ''),
      decider(history),
      `${place === null ? '' : `line ${count(place.line)}: `}${printable(detail ?? '')}`,
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

/** A file that its run refused says so by its batch; what intake refused never was in one. */
function decider(history: FileRecord['history']): string {
  const last = history.at(-1);
  return last?.batchId === null || last?.batchId === undefined ? (last?.actor ?? '') : 'job';
}

/** Batches, runs and rows. */
export function loadedTable(accounts: readonly DatasetAccounts[], { paint, width }: Terminal): string {
  const rows = accounts
    .filter(({ table }) => table !== null)
    .map((each) => {
      const { in: all, accepted, rejected, reasons } = rowsOf(each);
      const because = Object.entries(reasons).map(([reason, rows]) => `${reason} ${count(rows)}`);
      const latency = latencyOf(each.files);
      return [
        each.dataset,
        count(each.batches.length),
        count(each.runs.length),
        count(all),
        count(accepted),
        count(rejected),
        latency === undefined ? '-' : seconds(latency.p50),
        latency === undefined ? '-' : seconds(latency.p95),
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
