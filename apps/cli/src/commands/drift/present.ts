import type { DriftRecord } from '@sluice/control-plane';
import { secondsBetween } from '@sluice/lake';
import { age, count, printable, type Terminal, table } from '@sluice/terminal';

/** A file of another dataset differs by everything: no list needs all of that. */
const WIDEST_DIFFERENCE = 80;

/** Headers that differ from their contract, as a table. */
export function driftText(observations: readonly DriftRecord[], now: string, { paint, width }: Terminal): string {
  if (observations.length === 0) return `  ${paint.green('✓')} No header was seen that differs from its contract.\n`;
  const right = (title: string) => ({ title, align: 'right' as const });
  const rows = observations.map((each) => [
    each.datasetId,
    differenceText(each),
    count(each.count),
    `${age(secondsBetween(each.firstSeen, now))} ago`,
    `${age(secondsBetween(each.lastSeen, now))} ago`,
    each.contractVersion,
    printable(each.exampleKey),
  ]);
  const columns = [
    { title: 'dataset' },
    { title: 'header differs by', cut: 'end' as const, max: WIDEST_DIFFERENCE },
    right('files'),
    right('first seen'),
    right('last seen'),
    { title: 'contract' },
    { title: 'example' },
  ];
  return table(columns, rows, { dim: paint.dim, fit: width });
}

/** `+ tip (unknown)  - note (missing)  Betrag read as amount`. */
export function differenceText({
  unknown,
  missing,
  aliased,
}: Pick<DriftRecord, 'unknown' | 'missing' | 'aliased'>): string {
  const parts = [
    ...unknown.map((header) => `+ ${header}`),
    ...missing.map((column) => `- ${column}`),
    ...aliased.map(({ column, header }) => `${header} read as ${column}`),
  ];
  return printable(parts.join(', '));
}
