import type { Plan, PlanColumn } from '@sluice/protocol';
import type { ByteRange, FileFormat, FileRange, ReadOptions } from './file-format.ts';
import { formatOf } from './format-of.ts';
import { type Admission, type DriftObservation, driftOf, judgeSample } from './judge-sample.ts';

/** What a file says of itself, and how its header differs from what the contract calls usual; null: it does not. */
export interface FileJudgement {
  readonly verdict: Admission;
  readonly drift: DriftObservation | null;
}

/** The judge of one file: asks for ranges of it, is fed with each, and returns what it thinks of the file. */
export type FileJudge = Generator<ByteRange, FileJudgement, FileRange>;

/**
 * Judges a file by as little of it as its format needs: what intake asks. Each range replaces the one before.
 *
 * @example
 * const judge = judgeFile({ plan, validate });
 * let step = judge.next();
 * while (step.done !== true) step = judge.next(await readRange(object, step.value));
 * step.value.verdict;
 */
export function judgeFile(options: ReadOptions): FileJudge {
  return judgeBy(formatOf(options.plan), options);
}

/** The same by a format that is given. */
export function* judgeBy(format: FileFormat, options: ReadOptions): FileJudge {
  for (let wanted = format.first; ; ) {
    const range = yield wanted;
    const read = format.read(range, options);
    if (read.kind === 'need-more') {
      wanted = read.range;
      continue;
    }
    const verdict = judgeSample(read, options.plan);
    return { verdict, drift: observedDrift(verdict, format, range, options.plan) };
  }
}

/**
 * A file refused for its columns is the best evidence of drift: its header is read once more, by a plan that takes any.
 */
function observedDrift(verdict: Admission, format: FileFormat, range: FileRange, plan: Plan): DriftObservation | null {
  if (verdict.kind === 'accepted') return differs(verdict.drift) ? verdict.drift : null;
  if (verdict.reason !== 'missing-column' && verdict.reason !== 'unknown-column') return null;
  const read = format.read(range, { plan: tolerant(plan), maxRecords: 0 });
  return read.kind === 'read' ? driftOf(read) : null;
}

function tolerant(plan: Plan): Plan {
  const columns = plan.columns.map(
    (column): PlanColumn => ({ ...column, nullable: true, missing: { policy: 'null', default: null } }),
  );
  return { ...plan, columns, drift: { ...plan.drift, new_column: 'ignore', missing_column: 'null' } };
}

function differs({ unknown, missing, aliased }: DriftObservation): boolean {
  return unknown.length > 0 || missing.length > 0 || aliased.length > 0;
}
