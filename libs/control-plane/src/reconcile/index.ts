export { type AfterFailure, afterFailure, CODE_KINDS, type FailedAttempt } from './failure.ts';
export { type Evidence, judge, type Verdict } from './judge.ts';
export { type ReconciledBatch, type ReconcileSummary, reconcile } from './reconcile.ts';
