import { withoutColour } from './colour.ts';

/** A column of a printed table. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Widest that the column may get. */
  readonly max?: number;
  /**
   * Where longer cells are cut: in the middle (default), for keys and digests, whose ends tell them apart; or at the
   * end, for sentences.
   */
  readonly cut?: 'middle' | 'end';
}

/** How a table is drawn. */
export interface TableOptions {
  readonly indent?: string;
  readonly dim?: (text: string) => string;
  /** Columns of the terminal: text columns are made narrower until the table fits. Numbers are never cut. */
  readonly fit?: number;
}

/** No text column is made narrower than this: less of it tells nothing, and the terminal may as well wrap. */
const NARROWEST = 12;

/** Rows in aligned columns under a thin line: no boxes, so that it can be copied into a mail. */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const { indent = '  ', dim = (text) => text, fit = Number.POSITIVE_INFINITY } = options;
  const full = rows.map((row) => columns.map((column, index) => shorten(row[index] ?? '', column)));
  const natural = columns.map((column, index) =>
    full.reduce((most, row) => Math.max(most, width(row[index] ?? '')), width(column.title)),
  );
  const widths = fitted(natural, columns, fit - width(indent) - 2 * (columns.length - 1));
  const cut = (row: readonly string[]) =>
    row.map((cell, index) => shorten(cell, { ...columns[index], title: '', max: widths[index] ?? 0 }));
  const cells = full.map(cut);
  const line = (row: readonly string[]) =>
    (
      indent + columns.map((column, index) => padded(row[index] ?? '', widths[index] ?? 0, column.align)).join('  ')
    ).trimEnd();
  const rule = indent + dim('─'.repeat(widths.reduce((sum, each) => sum + each, 0) + 2 * (columns.length - 1)));
  const body = cells.map(line);
  return [dim(line(cut(columns.map((column) => column.title)))), rule, ...body].map((text) => `${text}\n`).join('');
}

/** Label and text pairs, the labels padded to one width. */
export function pairs(
  entries: readonly (readonly [label: string, text: string])[],
  indent = '  ',
  dim = (text: string) => text,
): string {
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
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ||
      code > 0x1f2ff
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
  // Colours stand around the whole cell; they stay around what is left of it.
  const plain = withoutColour(text);
  const [before = '', after = ''] = plain === '' ? [] : text.split(plain);
  const characters = [...plain];
  const head = taken(characters, cut === 'end' ? max - 1 : Math.ceil((max - 1) / 2));
  const tail = cut === 'end' ? '' : taken(characters.toReversed(), max - 1 - width(head));
  return `${before}${head}…${[...tail].toReversed().join('')}${after}`;
}

/** The first characters that take no more than so many columns. */
function taken(characters: readonly string[], columns: number): string {
  let [text, used] = ['', 0];
  for (const character of characters) {
    used += width(character);
    if (used > columns) break;
    text += character;
  }
  return text;
}

/** A sentence tells something down to this; keys keep their ends until then. */
const SHORT_SENTENCE = 24;

/**
 * Takes from the widest text column, again and again, until all fit or nothing more can be taken. Sentences give first.
 */
function fitted(natural: readonly number[], columns: readonly TableColumn[], room: number): readonly number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, each) => sum + each, 0) - room; over > 0; over -= 1) {
    const isLong = widths.map((each, index) => columns[index]?.cut === 'end' && each > SHORT_SENTENCE);
    const first = isLong.includes(true) ? isLong : columns.map(({ align }) => align !== 'right');
    const shrinkable = widths.map((each, index) => (first[index] === true ? each : 0));
    const widest = Math.max(...shrinkable);
    if (widest <= NARROWEST) break;
    widths[shrinkable.indexOf(widest)] = widest - 1;
  }
  return widths;
}
