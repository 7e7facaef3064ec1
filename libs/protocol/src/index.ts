export { closedAsFailed, openedNext, openHead } from './batch-head.ts';
export { batchId } from './batch-id.ts';
export { sha256 } from './canonical.ts';
export type { DatasetConfig, PinnedObject } from './dataset-config.ts';
export type { DocumentKind } from './documents/document-kind.ts';
export { BATCH_HEAD, INTENT, MANIFEST, PLAN, RUN_REPORT } from './documents/kinds.ts';
export type {
  BatchHead,
  CommittedFile,
  Intent,
  Manifest,
  Member,
  RefusedMember,
  RunReport,
} from './documents/types.ts';
export { PROTOCOL_ERRORS } from './errors.ts';
export type { FileId } from './file-id.ts';
export {
  batchesPrefix,
  batchHeadKey,
  datasetOfIncoming,
  incomingPrefix,
  inputsPrefix,
  intentKey,
  isSharedPlace,
  MAX_KEY_BYTES,
  manifestKey,
  packageKey,
  planKey,
  QUERY_RESULTS,
  reportKey,
  scriptKey,
  stagingPrefix,
} from './keys.ts';
export {
  batchIdOf,
  batchKey,
  driftKey,
  driftPartition,
  fileDigest,
  fileIdOf,
  fileKey,
  filePartition,
  filePartitionsOf,
  type ItemKey,
  indexOrder,
  LATEST,
  LEDGER_SCHEMA,
  openPartition,
  quarantinePartition,
  SHARDS,
  settledPartition,
  shardOf,
  slotKey,
  slotPartition,
  VERSION_PREFIX,
  waitingPartition,
} from './ledger-keys.ts';
export { type DatasetNames, datasetNames, datasetOfQueue, type LakeNames, lakeNames } from './names.ts';
export { DRAIN_OLD_LAKE, isOldBatchFolder, isOldBatchKey, OLD_BATCHES_PREFIX } from './old-keys.ts';
export type { Plan, PlanColumn, PlanDrift, PlanRule, PlanSource } from './plan.ts';
export { type ErrorCode, type Place, registeredError, SluiceError, type SluiceErrorOptions } from './sluice-error.ts';
