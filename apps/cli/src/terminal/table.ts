import { withoutColour } from './colour.ts';

/** A column of a printed table. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Widest that the column may get. */
  readonly max?: number;
  /** Where longer cells are cut: in the middle (default), for keys and digests, whose ends tell them apart; or at the end, for sentences. */
  readonly cut?: 'middle' | 'end';
}

/** How a table is drawn. */
export interface TableOptions {
  readonly indent?: string;
  readonly dim?: (text: string) => string;
  /** Drawn above the last row, as for a total. */
  readonly total?: boolean;
}

/** Rows in aligned columns under a thin line: no boxes, so that it can be copied into a mail. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const { indent = '  ', dim = (text) => text } = options;
  const cells = rows.map((row) => columns.map((column, index) => shorten(row[index] ?? '', column)));
  const widths = columns.map((column, index) => Math.max(width(column.title), ...cells.map((row) => width(row[index] ?? ''))));
  const line = (row: readonly string[]) =>
    (indent + columns.map((column, index) => padded(row[index] ?? '', widths[index] ?? 0, column.align)).join('  ')).trimEnd();
  const rule = indent + dim('─'.repeat(widths.reduce((sum, each) => sum + each, 0) + 2 * (columns.length - 1)));
  const body = cells.map(line);
  if (options.total === true && body.length > 1) body.splice(body.length - 1, 0, rule);
  return [dim(line(columns.map((column) => column.title))), rule, ...body].map((text) => `${text}\n`).join('');
}

/** Label and text pairs, the labels padded to one width. */
export function pairs(entries: readonly (readonly [label: string, text: string])[], indent = '  ', dim = (text: string) => text): string {
  const widest = Math.max(0, ...entries.map(([label]) => width(label)));
  return entries.map(([label, text]) => `${indent}${dim(padded(label, widest))}  ${text}\n`).join('');
}

/** Columns that a text takes on a terminal; East Asian wide characters and emoji take two, combining marks none. */
export function width(text: string): number {
  let sum = 0;
  for (const character of withoutColour(text)) {
    const code = character.codePointAt(0) ?? 0;
    if (/\p{Mark}/u.test(character) || code === 0x200d) continue;
    sum +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) || code > 0x1f2ff
        ? 2
        : 1;
  }
  return sum;
}

function padded(text: string, size: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, size - width(text)));
  return align === 'right' ? gap + text : text + gap;
}

function shorten(text: string, { max, cut = 'middle' }: TableColumn): string {
  if (max === undefined || width(text) <= max) return text;
  const characters = [...text];
  const head = cut === 'end' ? max - 1 : Math.ceil((max - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (max - 1 - head)).join('')}`;
}
