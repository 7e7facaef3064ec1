export { LAKE_ERRORS, LakeError } from './errors.ts';
export { awsPlace } from './find/aws-place.ts';
export { connect, type TargetPlace } from './find/clients.ts';
export { targetFailure } from './find/failures.ts';
export { localPlace } from './find/local-place.ts';
export { type Target, type TargetName, type TargetOptions, targetDocument, targetTitle } from './find/target.ts';
export { type DeadLetters, deadLetterKinds, readDeadLetters, redriveDeadLetters } from './operate/dead-letters.ts';
export { dispatchNow, waitingWork } from './operate/dispatch-now.ts';
export { follow } from './operate/follow.ts';
export type { Operated } from './operate/operate.ts';
export { type PutFile, putInto } from './operate/put.ts';
export {
  areRefusedAgain,
  contractsNow,
  DISCARDABLE,
  discardSelected,
  RELEASABLE,
  releaseSelected,
} from './operate/quarantine.ts';
export { type Selected, type Selection, selectFiles } from './operate/selection.ts';
export { itemsOf, ledgerBatches, wholeDocuments, withDocuments } from './read/batches.ts';
export { decisionLines } from './read/decision-log.ts';
export {
  type Batch,
  committedFilesOf,
  type DocumentSource,
  folderDocuments,
  readBatchesFrom,
  readIntentFrom,
} from './read/documents.ts';
export { readDrift } from './read/drift.ts';
export { filesOf, refusedFiles } from './read/files.ts';
export { type GlueRun, glueRuns } from './read/job-runs.ts';
export { openParquetReader, type ParquetReader } from './read/parquet.ts';
export { deadLetterCount, queueUrl } from './read/queues.ts';
export type { Counted, StoredObject } from './read/stored-object.ts';
export { chosenDatasets, deployedConfig, deployedDatasets } from './read/target-datasets.ts';
export { bucketDocuments } from './read/target-documents.ts';
export { isMissing, listed, objectText } from './read/target-objects.ts';
export { type RawVersion, rawVersions } from './read/versions.ts';
export { secondsBetween } from './seconds-between.ts';
export { statusReader } from './status/read-status.ts';
export type { DatasetStatus, LakeStatus } from './status/status.ts';
export { type BatchStory, batchStory } from './stories/batch-story.ts';
export type { FileStory, RejectedPlace } from './stories/file-story.ts';
export { type LocatedKey, locateKey } from './stories/locate.ts';
export type { RowStory } from './stories/row-story.ts';
export { subjectOf } from './stories/subject.ts';
export { locateRefused, recordOf, storiesOf } from './stories/told.ts';
