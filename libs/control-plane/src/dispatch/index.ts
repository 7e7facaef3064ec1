export { type Cut, type CutReason, cut } from './cut.ts';
export { type DispatchedBatch, type DispatchOptions, type DispatchSummary, dispatch } from './dispatch.ts';
export { PREPARE_SECONDS } from './prepare.ts';
export { runArguments } from './start.ts';
