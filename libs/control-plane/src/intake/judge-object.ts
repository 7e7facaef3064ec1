import type { FileId, Plan } from '@sluice/protocol';
import { type FileJudgement, judgeFile, type RowValidator } from '@sluice/reader';
import type { FileRanges } from '../ports/file-ranges.ts';
import type { Gone } from './decide.ts';

/** A dataset as intake has it in its bundle: that contract's plan and validator, and no other's. */
export interface Dataset {
  readonly plan: Plan;
  readonly validate: RowValidator;
}

/** What an object's own bytes say, or that there are none any more. */
export type ObjectJudgement = FileJudgement | { readonly verdict: Gone; readonly drift: null };

/** Reads as much of the object as the reader asks for (of CSV 64 KiB, at most 1 MiB) and judges it. */
export async function judgeObject(ranges: FileRanges, id: FileId, dataset: Dataset): Promise<ObjectJudgement> {
  const judge = judgeFile(dataset);
  for (let step = judge.next(); ; ) {
    if (step.done === true) return step.value;
    const range = await ranges.read(id, step.value);
    if (range === undefined) return { verdict: { kind: 'gone' }, drift: null };
    step = judge.next(range);
  }
}
