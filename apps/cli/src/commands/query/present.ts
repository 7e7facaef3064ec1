import type { QueryResult, QueryValue } from '@sluice/query';
import { bytes, counted, printable, seconds, type Terminal, table } from '@sluice/terminal';

const NUMERIC = /^(?:tinyint|smallint|integer|int|bigint|double|float|real|decimal)/;
const WIDEST_CELL = 60;

/** The answer as a table, and what it cost. */
export function answerText(result: QueryResult, { paint, width }: Terminal): string {
  const { columns, rows, statistics, truncated } = result;
  const cells = rows.map((row) => {
    const parts = row.length < columns.length ? splitLine(row) : row;
    return columns.map((_, index) => (parts[index] === null ? paint.dim('null') : printable(textOf(parts[index]))));
  });
  const titles = columns.map(({ name, type }) => ({
    title: printable(name),
    align: NUMERIC.test(type) ? ('right' as const) : ('left' as const),
    max: WIDEST_CELL,
  }));
  const cost =
    `${counted(rows.length, 'row')}${truncated ? ' shown, there are more (--limit)' : ''} ` +
    `· ${bytes(statistics.scannedBytes)} scanned · ${seconds(statistics.totalMilliseconds / 1000)}`;
  return `${columns.length === 0 ? '' : table(titles, cells, { dim: paint.dim, fit: width })}\n${paint.dim(cost)}\n`;
}

/** The answer as a document: 64-bit numbers and decimals as text, since JSON readers would round them. */
export function answerJson({ columns, rows, statistics, truncated }: QueryResult) {
  return { columns, rows: rows.map((row) => row.map(jsonOf)), truncated, statistics };
}

/** DESCRIBE answers with the whole line in its first cell, padded and split by tabs, as Hive prints it. */
function splitLine(row: readonly QueryValue[]): readonly QueryValue[] {
  return row.flatMap((value): readonly QueryValue[] =>
    typeof value === 'string' ? value.split('\t').map((part) => part.trim()) : [value],
  );
}

function textOf(value: QueryValue | undefined): string {
  if (value instanceof Date)
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/\.000Z$|Z$/, '');
  return String(value ?? '');
}

function jsonOf(value: QueryValue): string | number | boolean | null {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
