import type { FileId } from '@sluice/protocol';
import { ControlPlaneError } from './errors.ts';
import { type Actor, type BatchRecord, type FileRecord, type HistoryEntry, MAX_HISTORY } from './model.ts';
import { type BatchState, type FileState, mayMoveBatch, mayMoveFile } from './states.ts';

/** What a step changes beside the state. What is left out stays. */
export type FileChange = Partial<
  Pick<
    FileRecord,
    | 'lane'
    | 'contractVersion'
    | 'planDigest'
    | 'reason'
    | 'detail'
    | 'place'
    | 'headerFingerprint'
    | 'batchId'
    | 'attempt'
    | 'jobRunId'
    | 'committedAt'
  >
>;

/** What a step of a batch changes beside the state. */
export type BatchChange = Partial<
  Pick<BatchRecord, 'attempt' | 'slot' | 'jobRunId' | 'committedAt' | 'reason' | 'detail'>
>;

/** Who takes the step, and when (ISO 8601). */
export interface Step {
  readonly at: string;
  readonly actor: Actor;
}

/** What must hold beside the state; what is left out is not asked. */
export interface FileExpectation {
  /** Exactly this content of the item. */
  readonly revision?: number;
  /** Still waiting as it was when it was read from the index. */
  readonly queued?: number;
  /** Still a member of this batch. */
  readonly batchId?: string;
}

/**
 * A conditional step of one file. Only `moveFile` makes it. `QUEUED` counts `queued` up and enters the index of waiting
 * files.
 */
export interface FileTransition {
  readonly id: FileId;
  readonly from: FileState;
  readonly to: FileState;
  readonly expect: FileExpectation;
  readonly step: Step;
  readonly change: FileChange;
  /**
   * This one step's own id: the ledger keeps it, so that a repeated request is told from another's at the same
   * millisecond.
   */
  readonly mark: string;
}

/** A conditional step of one batch, from exactly this content to that one. Only `moveBatch` makes it. */
export interface BatchTransition {
  readonly from: BatchRecord;
  readonly to: BatchRecord;
  /** As of a file's transition. */
  readonly mark: string;
}

/** A file's step, checked against the table: one that is not in it is a defect (SLC9001), never a write. */
export function moveFile(
  id: FileId,
  [from, to]: readonly [from: FileState, to: FileState],
  step: Step,
  change: FileChange = {},
  expect: FileExpectation = {},
): FileTransition {
  if (!mayMoveFile(from, to)) throw new ControlPlaneError('SLC9001', `a file cannot go from ${from} to ${to}`);
  const { datasetId, bucket, key, versionId } = id;
  return { id: { datasetId, bucket, key, versionId }, from, to, expect, step, change, mark: crypto.randomUUID() };
}

/** Whether all that a step asks for holds. */
export function holds(file: FileRecord, { from, expect }: FileTransition): boolean {
  return (
    file.state === from &&
    (expect.revision ?? file.revision) === file.revision &&
    (expect.queued ?? file.queued) === file.queued &&
    (expect.batchId ?? file.batchId) === file.batchId
  );
}

/** What a file's item becomes by a step. Both ledgers write exactly this. */
export function fileAfter(before: FileRecord, { to, step, change }: FileTransition): FileRecord {
  const next = { ...before, ...change, state: to, stateSince: step.at, revision: before.revision + 1 };
  return { ...next, queued: before.queued + (to === 'QUEUED' ? 1 : 0), ...appended(before, entryOf(next, to, step)) };
}

/** A batch's step, checked against the table. */
export function moveBatch(from: BatchRecord, to: BatchState, step: Step, change: BatchChange = {}): BatchTransition {
  if (!mayMoveBatch(from.state, to))
    throw new ControlPlaneError('SLC9001', `a batch cannot go from ${from.state} to ${to}`);
  const next = { ...from, ...change, state: to, stateSince: step.at, revision: from.revision + 1 };
  return { from, to: { ...next, ...appended(from, entryOf(next, to, step)) }, mark: crypto.randomUUID() };
}

/** The line of the history that a step adds. */
export function entryOf<State>(
  next: Pick<FileRecord, 'reason' | 'detail' | 'contractVersion' | 'batchId' | 'attempt' | 'jobRunId'>,
  to: State,
  step: Step,
): HistoryEntry<State> {
  const { reason, detail, contractVersion, batchId, attempt, jobRunId } = next;
  return { at: step.at, to, actor: step.actor, reason, detail, contractVersion, batchId, attempt, jobRunId };
}

interface Chronicle<State> {
  readonly history: readonly HistoryEntry<State>[];
  readonly historyDropped: number;
}

/** Appends one step; the oldest go first when the cap is reached, and are counted. */
function appended<State>(before: Chronicle<State>, entry: HistoryEntry<State>): Chronicle<State> {
  const history = [...before.history, entry];
  const dropped = Math.max(0, history.length - MAX_HISTORY);
  return { history: history.slice(dropped), historyDropped: before.historyDropped + dropped };
}
