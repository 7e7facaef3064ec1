import type { Room } from './files.ts';
import type { Figures, HouseReport } from './report.ts';

const HEADER = [
  'room',
  'files',
  'lines',
  'median',
  'p90',
  'max',
  'longest function',
  'comment',
  'test/src',
  'asserts',
  '>120',
  'offered',
  'used',
];

const ROOM_TITLES: Readonly<Record<Room, string>> = {
  app: 'all apps',
  lib: 'all libs',
  tool: 'all tools',
  glue: 'all glue',
};

/** Left-aligned columns: names. */
const TEXT_COLUMNS = [0, 6];

/** The report as a table for a terminal, with what is to be looked at below it. */
export function presentHouse(report: HouseReport): string {
  const rows = [
    ...Object.entries(report.packages).map(([home, figures]) => row(home, figures)),
    [],
    ...Object.entries(report.rooms).map(([room, figures]) => row(ROOM_TITLES[room as Room], figures)),
    row('total', report.total),
  ];
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => (cells[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        TEXT_COLUMNS.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const duplicated = report.duplicates.reduce((sum, { lines }) => sum + lines, 0);
  return [
    line(HEADER),
    ...rows.map(line),
    '',
    'Lines are those of source; tests count for test/src, asserts and >120 alone.',
    `names with two homes      ${report.namesWithTwoHomes.length}`,
    `duplicates of six lines   ${report.duplicates.length} (${duplicated} lines)`,
    `circles between files     ${report.circles.files.length}`,
    `circles between packages  ${report.circles.packages.length}`,
    ...[...report.circles.packages, ...report.circles.files].map((circle) => `  ${circle.join(' <-> ')}`),
  ].join('\n');
}

function row(name: string, figures: Figures): readonly string[] {
  const { longestFunction: longest } = figures;
  return [
    name,
    String(figures.files),
    String(figures.lines),
    String(figures.median),
    String(figures.p90),
    String(figures.max),
    longest === undefined ? '' : `${longest.lines} ${longest.name}`,
    `${(figures.commentShare * 100).toFixed(1)} %`,
    figures.testRatio.toFixed(2),
    String(figures.assertions),
    String(figures.longLines),
    String(figures.offered),
    String(figures.used),
  ];
}
