export { swapBatchHead } from './batch/batch-head.ts';
export { type BatchPlace, readBatchHead } from './batch/documents.ts';
export { type DispatchSummary, dispatch } from './dispatch/dispatch.ts';
export { CONTROL_PLANE_ERRORS, ControlPlaneError } from './errors.ts';
export { type DeliveredMessage, handleDelivery, type IntakeServices } from './intake/handle-delivery.ts';
export type { Dataset } from './intake/judge-object.ts';
export { parseMessage, RELEASE_SOURCE, RELEASE_TYPE } from './intake/message.ts';
export { createNudging } from './intake/nudging.ts';
export type { Ledger } from './ledger/ledger.ts';
export type {
  Actor,
  BatchRecord,
  DriftRecord,
  FileRecord,
  HistoryEntry,
  ObjectVersion,
  PendingFile,
  QuarantinedFile,
  SlotRecord,
} from './model.ts';
export { createAwsBatchPorts, createAwsPorts } from './ports/aws/aws-ports.ts';
export { createLambdaNudge } from './ports/aws/lambda-nudge.ts';
export { createDynamoLedger } from './ports/aws/ledger/dynamo-ledger.ts';
export { createS3FileRanges } from './ports/aws/s3-file-ranges.ts';
export { createS3Store } from './ports/aws/s3-store.ts';
export { createSqsPostpone } from './ports/aws/sqs-postpone.ts';
export { SYSTEM_CLOCK } from './ports/clock.ts';
export type { FileRanges } from './ports/file-ranges.ts';
export type { JobRun, JobRuns } from './ports/job-runs.ts';
export type { LakePorts } from './ports/lake-ports.ts';
export { createMemoryFileRanges } from './ports/memory/memory-file-ranges.ts';
export { createMemoryLedger } from './ports/memory/memory-ledger.ts';
export { createMemoryStore } from './ports/memory/memory-store.ts';
export type { ObjectStore } from './ports/object-store.ts';
export { FILE_REASONS } from './reasons.ts';
export { reconcile } from './reconcile/reconcile.ts';
export { type BatchState, type FileState, OPEN_BATCH_STATES } from './states.ts';
export { createTelemetry } from './telemetry.ts';
export { type FileChange, fileAfter, moveFile } from './transitions.ts';
