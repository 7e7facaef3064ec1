import type { RowStory } from '@sluice/lake';
import { count, pairs, printable, type Terminal, table } from '@sluice/terminal';
import { type Meanings, meaningText } from '../../terminal/meanings.ts';

/** Longer cells are cut: a row is to be recognised, not exported. */
const WIDEST_CELL = 60;

/** One record: place, verdict with the place of each reason, and its cells where rows may be shown. */
export function rowText(story: RowStory, showCells: boolean, meanings: Meanings, { paint, width }: Terminal): string {
  const { bold, dim, green, red } = paint;
  const { file, record, line, reasons } = story;
  const verdict =
    story.went === 'quarantine'
      ? red('rejected: it is in the quarantine of rows')
      : story.went === 'table'
        ? green('accepted: it is in the table')
        : `${reasons.length === 0 ? 'accepted' : 'rejected'} by the contract; its file is ${file.state}`;
  const facts: [string, string][] = [
    ['place', `row ${count(record)}, line ${count(line)}`],
    ['verdict', verdict],
    [
      'run',
      [
        file.batchId === null ? '' : `batch ${file.batchId}`,
        file.jobRunId ?? '',
        `contract ${file.contractVersion ?? '?'}`,
      ]
        .filter((text) => text !== '')
        .join(' · '),
    ],
  ];
  const bad = new Set(reasons.map(({ header }) => header));
  const cells = story.cells.map(({ header, text }) => [
    bad.has(header) ? red('✗') : '',
    printable(header),
    text === null ? dim('null') : printable(text),
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  const why = reasons.map(({ reason, header, at }) => [
    count(at.line),
    count(at.column),
    printable(header ?? ''),
    reason,
    meaningText(meanings, reason),
    meanings(reason)?.fix ?? '',
  ]);
  const columns = [
    right('line'),
    right('column'),
    { title: 'header' },
    { title: 'reason' },
    { title: 'means', cut: 'end' as const },
    { title: 'fix', cut: 'end' as const },
  ];
  const cellColumns = [{ title: '' }, { title: 'header' }, { title: 'cell', max: WIDEST_CELL, cut: 'end' as const }];
  return [
    `  ${bold(printable(file.key))}  ${dim(`version ${file.versionId}`)}\n\n${pairs(facts, '  ', dim)}`,
    why.length === 0 ? '' : `\n${table(columns, why, { dim, fit: width })}`,
    showCells
      ? `\n${table(cellColumns, cells, { dim, fit: width })}`
      : `\n  ${dim('Its cells are not shown: the contract has a personal column, or is not in this checkout.')}\n`,
  ].join('');
}
