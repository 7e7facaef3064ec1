/** What an object version is, in the order of its life (docs/runbook.md says what to do in each). */
export const FILE_STATES = [
  'RECEIVED',
  'IGNORED',
  'QUARANTINED',
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'DISCARDED',
  'SUPERSEDED',
] as const;
export type FileState = (typeof FILE_STATES)[number];

/** The only ways from one state to another; whatever is not here cannot be written. */
export const FILE_TRANSITIONS = {
  RECEIVED: ['IGNORED', 'QUARANTINED', 'QUEUED'],
  IGNORED: ['RECEIVED'],
  QUARANTINED: ['RECEIVED', 'DISCARDED'],
  QUEUED: ['RUNNING', 'SUPERSEDED'],
  RUNNING: ['SUCCEEDED', 'QUEUED', 'QUARANTINED', 'SUPERSEDED'],
  SUCCEEDED: ['SUPERSEDED'],
  DISCARDED: [],
  SUPERSEDED: [],
} as const satisfies Readonly<Record<FileState, readonly FileState[]>>;

/** What a batch is. While files are in it, its item is the truth about them. */
export const BATCH_STATES = ['PREPARING', 'STARTED', 'COMMITTED', 'FAILED', 'SETTLED', 'RELEASED'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** STARTED(n) -> STARTED(n+1) is the next attempt of the same batch. */
export const BATCH_TRANSITIONS = {
  PREPARING: ['STARTED', 'RELEASED'],
  STARTED: ['STARTED', 'COMMITTED', 'FAILED'],
  COMMITTED: ['SETTLED'],
  FAILED: ['SETTLED'],
  SETTLED: [],
  RELEASED: [],
} as const satisfies Readonly<Record<BatchState, readonly BatchState[]>>;

/** Batches that somebody still has to look after. */
export const OPEN_BATCH_STATES = [
  'PREPARING',
  'STARTED',
  'COMMITTED',
  'FAILED',
] as const satisfies readonly BatchState[];

/** Whether a file may go from one state to the other. */
export function mayMoveFile(from: FileState, to: FileState): boolean {
  return (FILE_TRANSITIONS[from] as readonly FileState[]).includes(to);
}

/** Whether a batch may go from one state to the other. */
export function mayMoveBatch(from: BatchState, to: BatchState): boolean {
  return (BATCH_TRANSITIONS[from] as readonly BatchState[]).includes(to);
}
