import { type CellReader, cellReader } from '@sluice/contract/formats';

/** Formats that are tried for dates and timestamps, the unambiguous ones first. */
export const TEMPORAL = [
  ['date', 'yyyy-MM-dd'],
  ['date', 'dd/MM/yyyy'],
  ['date', 'MM/dd/yyyy'],
  ['date', 'dd-MM-yyyy'],
  ['date', 'MM-dd-yyyy'],
  ['date', 'dd.MM.yyyy'],
  ['date', 'yyyy/MM/dd'],
  ['timestamp', 'iso'],
  ['timestamp', 'yyyy-MM-dd HH:mm:ss'],
  ['timestamp', 'yyyy-MM-ddTHH:mm:ss'],
  ['timestamp', 'yyyy-MM-dd HH:mm:ss.SSS'],
  ['timestamp', 'yyyy-MM-ddTHH:mm:ss.SSS'],
  ['timestamp', 'yyyy-MM-dd HH:mm'],
  ['timestamp', 'yyyy-MM-ddTHH:mm'],
  ['timestamp', 'yyyy/MM/dd HH:mm:ss'],
  ['timestamp', 'dd/MM/yyyy HH:mm:ss'],
  ['timestamp', 'MM/dd/yyyy HH:mm:ss'],
  ['timestamp', 'dd/MM/yyyy HH:mm'],
  ['timestamp', 'MM/dd/yyyy HH:mm'],
  ['timestamp', 'dd-MM-yyyy HH:mm:ss'],
  ['timestamp', 'MM-dd-yyyy HH:mm:ss'],
  ['timestamp', 'dd.MM.yyyy HH:mm:ss'],
  ['timestamp', 'dd.MM.yyyy HH:mm'],
] as const;

/** What values look like that stay text or whole numbers, with what to ask the user about it. */
export interface Shape {
  /** The lake type that such a column is given. */
  readonly type: 'string' | 'int';
  readonly has: (cell: string) => boolean;
  readonly ask: string;
}

const compactDay = temporalCell('date', 'yyyyMMdd');

/** Tried on every column; the first that all values have is asked about. */
export const SHAPES: readonly Shape[] = [
  {
    type: 'int',
    has: (cell) => /^(?:19|20)/.test(cell) && compactDay(cell) !== undefined,
    ask: 'days such as 20260131? Then write the type date with the format yyyyMMdd',
  },
  {
    type: 'string',
    has: (cell) => cell !== cell.trim(),
    ask: 'white space around every value: nothing trims it, so it is kept as text',
  },
  {
    type: 'string',
    has: (cell) =>
      /^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4}))(?:[T ].*)?$/.test(
        cell,
      ),
    ask: 'looks like dates, but of no one format with fixed width and without a zone offset: kept as text',
  },
  {
    type: 'string',
    has: (cell) => /^[+-]?[€$£]? ?[0-9]{1,3}(?:[.,' \u00a0]?[0-9]{3})*(?:[.,][0-9]+)? ?[%€$£]?$/.test(cell),
    ask: 'looks like numbers with a thousands separator, a sign or a unit: kept as text',
  },
];

/** Reads a cell as a date or timestamp of one format. */
export function temporalCell(kind: 'date' | 'timestamp', format: string): CellReader {
  return cellReader({ kind }, { format, decimalComma: false });
}
