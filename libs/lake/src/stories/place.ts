import { gunzipSync } from 'node:zlib';
import type { Plan } from '@sluice/protocol';
import { explainRecord, readAll } from '@sluice/reader';

/** Where something is in a file, for people: both counted from 1, the column in characters. */
export interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** Text before the place is decoded; a line may be as long as its file, and nobody counts further than this. */
const LONGEST_LINE_BYTES = 1 << 20;

/**
 * The line and column of a byte offset in the text of a file. The line is known; the column is worked out from the
 * line's own bytes.
 */
export function lineAndColumn(
  text: Uint8Array,
  place: { readonly line: number; readonly offset: number },
  encoding: string,
): LineAndColumn {
  const offset = Math.min(place.offset, text.length);
  let start = offset;
  while (start > 0 && offset - start < LONGEST_LINE_BYTES && text[start - 1] !== 0x0a && text[start - 1] !== 0x0d)
    start -= 1;
  const before = new TextDecoder(encoding).decode(text.subarray(start, offset)).replace(/^\uFEFF/, '');
  return { line: place.line, column: [...before].length + 1 };
}

/** The text of an object: what it holds, inflated as far as the plan allows. Undefined when that cannot be done. */
export function textOf(object: Uint8Array, { source }: Plan): Uint8Array | undefined {
  if (source.compression !== 'gzip') return object;
  try {
    return gunzipSync(object, { maxOutputLength: source.max_inflated_bytes });
  } catch {
    return undefined;
  }
}

/**
 * Where a cell begins in the record that begins at `offset`: by the dialect, as people count characters in an editor.
 */
export function cellPlace(
  text: Uint8Array,
  record: { readonly line: number; readonly offset: number },
  cell: number,
  { source }: Plan,
): LineAndColumn {
  const [delimiter, quote, escaping] = [source.delimiter, source.quote, source.escape];
  const tail = text.subarray(record.offset, record.offset + LONGEST_LINE_BYTES);
  let [line, column, at, quoted] = [record.line, 1, 0, false];
  const characters = [...new TextDecoder(source.encoding).decode(tail).replace(/^\uFEFF/, '')];
  for (let index = 0; index < characters.length && at < cell; index += 1) {
    const character = characters[index];
    if (quoted && character === escaping && escaping !== quote) {
      index += 1;
      column += 1;
    } else if (character === quote) quoted = !quoted;
    else if (character === delimiter && !quoted) at += 1;
    if (character === '\n') [line, column] = [line + 1, 0];
    column += 1;
  }
  return { line, column };
}

/** One record of a file, worked out from the object itself. */
export interface RecordAnatomy extends LineAndColumn {
  /** From 1, header and blank lines left out. */
  readonly record: number;
  /** Reasons by the contract's rules, each with the place of its cell; empty: accepted by them. */
  readonly reasons: readonly { readonly reason: string; readonly header: string | null; readonly at: LineAndColumn }[];
  /** By header. The row's own text. */
  readonly cells: readonly { readonly header: string; readonly text: string | null }[];
}

/** The record at an index (from 0, in its split), or why there is none. */
export function anatomyOf(
  object: Uint8Array,
  plan: Plan,
  { index, splitStart = 0 }: { readonly index: number; readonly splitStart?: number },
): RecordAnatomy | { readonly problem: string } {
  const found = explainRecord(object, index, { plan, splitStart });
  if (found === undefined) return { problem: 'the file has no such record' };
  if ('kind' in found) return { problem: `the file cannot be read: ${found.detail}` };
  const { verdict, cells } = found;
  const text = textOf(object, plan) ?? new Uint8Array();
  const reasons = verdict.reasons.map((reason) => {
    const at = cellOf(reason, cells, plan);
    const place = at === undefined ? { line: found.line, column: 1 } : cellPlace(text, found, at, plan);
    return { reason, header: at === undefined ? null : (cells[at]?.header ?? null), at: place };
  });
  return { record: verdict.index + 1, line: found.line, column: 1, reasons, cells };
}

/** How many records a file has, by the reader; undefined when it cannot be read. */
export function recordCount(object: Uint8Array, plan: Plan): number | undefined {
  const read = readAll(object, { plan });
  return read.kind === 'read' ? read.records.length : undefined;
}

/** The cell that `type:amount` is about. */
function cellOf(reason: string, cells: RecordAnatomy['cells'], plan: Plan): number | undefined {
  const [, name] = reason.split(':');
  const column = plan.columns.find((each) => each.name === name);
  const at = cells.findIndex(({ header }) => column?.headers.includes(header));
  return at === -1 ? undefined : at;
}
