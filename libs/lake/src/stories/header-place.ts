import type { FileRecord } from '@sluice/control-plane';
import type { Plan } from '@sluice/protocol';
import { cellPlace, type LineAndColumn } from './place.ts';

/** A header of more cells than this is searched no further. */
const MOST_CELLS = 2_000;

/**
 * The place of the header cell that a refusal is about: the reader names it by its number (`headers 10 and 20 are both
 * "carrier"`) or by its text (`no column is read from "gate"`). Undefined where the header as a whole is the reason, or
 * another one.
 */
export function headerCell(
  text: Uint8Array,
  { reason, detail, place }: Pick<FileRecord, 'reason' | 'detail' | 'place'>,
  plan: Plan,
): LineAndColumn | undefined {
  if (place === null || detail === null) return undefined;
  const number = numberIn(reason ?? '', detail);
  if (number !== undefined) return cellPlace(text, place, number - 1, plan);
  const name = nameIn(reason ?? '', detail);
  return name === undefined ? undefined : cellNamed(text, place, name, plan);
}

/**
 * `header 3 of 9 is empty`, `header 3 is not valid utf-8`, `headers 10 and 20 are both "x"`: the last number, which is
 * the cell that is too much.
 */
function numberIn(reason: string, detail: string): number | undefined {
  if (!['empty-header', 'bad-encoding', 'duplicate-header'].includes(reason)) return undefined;
  const found = /^headers? (?:\d+ and )?(\d+) /.exec(detail)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The second of `headers "a" and "b" both name column "x"`, the first of `no column is read from "gate"`. */
function nameIn(reason: string, detail: string): string | undefined {
  const quoted = [...detail.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text) as string);
  if (reason === 'unknown-column') return quoted[0];
  return reason === 'duplicate-header' ? quoted[1] : undefined;
}

function cellNamed(
  text: Uint8Array,
  place: NonNullable<FileRecord['place']>,
  name: string,
  plan: Plan,
): LineAndColumn | undefined {
  const { delimiter, quote, encoding } = plan.source;
  const lines = new TextDecoder(encoding)
    .decode(text.subarray(place.offset, place.offset + (1 << 20)))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n|\r/);
  for (let cell = 0; cell < MOST_CELLS; cell += 1) {
    const at = cellPlace(text, place, cell, plan);
    const rest = [...(lines[at.line - place.line] ?? '')].slice(at.column - 1).join('');
    const ends = [`${name}${delimiter}`, `${quote}${name}${quote}`];
    if (rest === name || ends.some((end) => rest.startsWith(end))) return at;
    if (rest === '') return undefined;
  }
  return undefined;
}
