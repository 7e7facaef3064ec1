import type { FileRecord, ObjectVersion, Standing } from '../model.ts';
import { entryOf } from '../transitions.ts';

/** The item of an object version that was just seen for the first time. Both ledgers write exactly this. */
export function fileAtFirstSight(object: ObjectVersion, standing: Standing, at: string): FileRecord {
  const { datasetId, bucket, key, versionId, etag, sizeBytes, sequencer, eventTime } = object;
  const unknown = {
    contractVersion: null,
    planDigest: null,
    reason: null,
    detail: null,
    place: null,
    headerFingerprint: null,
    batchId: null,
    attempt: null,
    jobRunId: null,
    committedAt: null,
  };
  return {
    datasetId,
    bucket,
    key,
    versionId,
    etag,
    sizeBytes,
    sequencer,
    eventTime,
    state: 'RECEIVED',
    standing,
    receivedAt: at,
    stateSince: at,
    queued: 0,
    lane: '',
    ...unknown,
    history: [entryOf(unknown, 'RECEIVED', { at, actor: 'intake' })],
    historyDropped: 0,
    revision: 1,
  };
}
