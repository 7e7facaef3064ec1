import type { Plan } from '@sluice/contract';
import { readAll } from './read-head.ts';
import type { FilePlace, Refusal } from './reasons.ts';
import type { RecordVerdict } from './rows.ts';
import type { RowValidator } from './validator.ts';

/** A record of a file as a person wants to see it. Holds the row's own text: show it only to who may read the file. */
export interface RecordExplanation extends FilePlace {
  readonly verdict: RecordVerdict;
  /** By header; a record of the wrong shape has its cells under `#1`, `#2`, ... */
  readonly cells: readonly { readonly header: string; readonly text: string | null }[];
}

/**
 * Finds the record that a quarantine row names by its index: its line, its cells, and why it was rejected. Spark knows no line numbers,
 * so they are worked out here from the object itself. `undefined` when the file has no such record.
 */
export function explainRecord(
  bytes: Uint8Array,
  index: number,
  options: { readonly plan: Plan; readonly validate?: RowValidator },
): RecordExplanation | Refusal | undefined {
  const read = readAll(bytes, { ...options, maxRecords: index + 1, keepCells: true });
  if (read.kind === 'refused') return read;
  const verdict = read.records[index];
  if (verdict === undefined) return undefined;
  const texts = read.cells?.[index] ?? [];
  const hasShape = texts.length === read.header.length;
  const cells = texts.map((text, at) => ({ header: (hasShape ? read.header[at] : undefined) ?? `#${at + 1}`, text }));
  return { verdict, cells, line: verdict.line, offset: verdict.offset };
}
