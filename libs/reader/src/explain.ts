import type { Plan } from '@sluice/protocol';
import { readAll } from './read-all.ts';
import type { FilePlace, Refusal } from './reasons.ts';
import type { RecordVerdict } from './rows.ts';
import type { RowValidator } from './validator.ts';

/** A record of a file as a person wants to see it. Holds the row's own text: show it only to who may read the file. */
export interface RecordExplanation extends FilePlace {
  readonly verdict: RecordVerdict;
  /** By header; a record of the wrong shape has its cells under `#1`, `#2`, ... */
  readonly cells: readonly { readonly header: string; readonly text: string | null }[];
}

/** How {@link explainRecord} finds its record. */
export interface ExplainOptions {
  readonly plan: Plan;
  readonly validate?: RowValidator;
  /**
   * `split_start` of the quarantine row: Spark counts records from 0 in each part of a large file. Default 0, the whole
   * file.
   */
  readonly splitStart?: number;
}

/**
 * Finds the record that a quarantine row names by its index: its line, its cells, and why it was rejected. Spark knows
 * no line numbers, so they are worked out here from the object itself. `undefined` when the file has no such record.
 */
export function explainRecord(
  bytes: Uint8Array,
  index: number,
  options: ExplainOptions,
): RecordExplanation | Refusal | undefined {
  const { splitStart = 0, ...rest } = options;
  const read = readAll(bytes, { ...rest, keepCells: true, ...(splitStart === 0 && { maxRecords: index + 1 }) });
  if (read.kind === 'refused') return read;
  // A line that begins exactly where a split begins was read by the split before: Hadoop's readers drop their first
  // line.
  const first = splitStart === 0 ? 0 : read.records.findIndex(({ offset }) => offset > splitStart);
  const at = first < 0 ? -1 : first + index;
  const verdict = read.records[at];
  if (verdict === undefined) return undefined;
  const texts = read.cells?.[at] ?? [];
  const hasShape = texts.length === read.header.length;
  const cells = texts.map((text, place) => ({
    header: (hasShape ? read.header[place] : undefined) ?? `#${place + 1}`,
    text,
  }));
  return { verdict, cells, line: verdict.line, offset: verdict.offset };
}
