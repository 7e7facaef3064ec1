import type { FileId, Plan, PlanColumn } from '@sluice/protocol';
import {
  type Admission,
  type DriftObservation,
  HEAD_BYTES,
  headerFingerprint,
  judgeSample,
  type RowValidator,
  readHead,
} from '@sluice/reader';
import type { Gone } from './decide.ts';
import type { ObjectHeads } from './object-heads.ts';

/** A dataset as intake has it in its bundle: that contract's plan and validator, and no other's. */
export interface Dataset {
  readonly plan: Plan;
  readonly validate: RowValidator;
}

/** What an object's head says, and how its header differs from the usual one. */
export interface HeadJudgement {
  readonly verdict: Admission | Gone;
  readonly drift: DriftObservation | null;
}

/** Reads as much of the head as the reader asks for (64 KiB, at most 1 MiB) and judges it. */
export async function judgeObject(heads: ObjectHeads, id: FileId, { plan, validate }: Dataset): Promise<HeadJudgement> {
  for (let wanted = HEAD_BYTES; ; ) {
    const head = await heads.read(id, wanted);
    if (head === undefined) return { verdict: { kind: 'gone' }, drift: null };
    const verdict = judgeSample(head.bytes, { plan, complete: head.isWhole, validate });
    if (verdict.kind !== 'need-more') return { verdict, drift: driftOf(verdict, head.bytes, head.isWhole, plan) };
    wanted = verdict.bytes;
  }
}

/**
 * A file refused for its columns is the best evidence of drift: its header is read once more, by a plan that takes any.
 */
function driftOf(verdict: Admission, bytes: Uint8Array, complete: boolean, plan: Plan): DriftObservation | null {
  if (verdict.kind === 'accepted') return differs(verdict.drift) ? verdict.drift : null;
  if (verdict.reason !== 'missing-column' && verdict.reason !== 'unknown-column') return null;
  const head = readHead(bytes, { plan: tolerant(plan), complete, maxRecords: 0 });
  if (head.kind !== 'read') return null;
  const { unknown, missing, aliased } = head.match;
  return {
    unknown: unknown.map(({ header }) => header),
    missing,
    aliased,
    fingerprint: headerFingerprint(head.header),
  };
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
