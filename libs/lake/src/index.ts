export { LAKE_ERRORS, LakeError } from './errors.ts';
export { clientOptions, connect, type TargetPlace } from './find/clients.ts';
export { targetFailure } from './find/failures.ts';
export { type Target, type TargetName, type TargetOptions, targetDocument, targetTitle } from './find/target.ts';
export { follow } from './operate/follow.ts';
export { createSqsIntakeQueue } from './operate/intake-queue.ts';
export { discardFiles, type Operated, releaseFiles } from './operate/operate.ts';
export { keyToPut, type PutFile, putFile } from './operate/put.ts';
export {
  type Batch,
  committedFilesOf,
  type DocumentSource,
  folderDocuments,
  readBatchesFrom,
  readIntentFrom,
} from './read/documents.ts';
export { openParquetReader, type ParquetReader } from './read/parquet.ts';
export type { Counted, StoredObject } from './read/stored-object.ts';
export { chosenDatasets, deployedConfig, deployedDatasets } from './read/target-datasets.ts';
export { bucketDocuments } from './read/target-documents.ts';
export { isMissing, listed, objectText } from './read/target-objects.ts';
export { secondsBetween } from './seconds-between.ts';
export { statusReader } from './status/read-status.ts';
export type { DatasetStatus, LakeStatus } from './status/status.ts';
export { type BatchStory, batchStory } from './stories/batch-story.ts';
export { type FileStory, mayShowRows, type RejectedPlace, storyOf } from './stories/file-story.ts';
export { type LocatedKey, locateKey } from './stories/locate.ts';
export { type RowStory, rowStory } from './stories/row-story.ts';
export { isDuplicate } from './stories/sightings.ts';
export { subjectOf } from './stories/subject.ts';
