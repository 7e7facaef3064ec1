import { fileDigest, fileIdOf, indexOrder } from '@sluice/protocol';
import type { FileRecord, PendingFile, QuarantinedFile } from '../model.ts';
import type { Item } from '../ports/aws/ledger/table.ts';

/** The order of waiting and of quarantined files: the oldest first, and always the same. */
export function byWaiting(a: FileRecord, b: FileRecord): number {
  const [first, second] = [indexOrder(a.stateSince, fileDigest(a)), indexOrder(b.stateSince, fileDigest(b))];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What the index knows of a waiting file. */
export function pendingOf({
  datasetId,
  bucket,
  key,
  versionId,
  sizeBytes,
  queued,
  lane,
  planDigest,
  stateSince,
}: FileRecord): PendingFile {
  return {
    datasetId,
    bucket,
    key,
    versionId,
    sizeBytes,
    queued,
    lane,
    planDigest: planDigest ?? '',
    queuedAt: stateSince,
  };
}

/** What the index knows of a quarantined file. */
export function quarantinedOf({
  datasetId,
  bucket,
  key,
  versionId,
  sizeBytes,
  reason,
  stateSince,
}: FileRecord): QuarantinedFile {
  return { datasetId, bucket, key, versionId, sizeBytes, reason: reason ?? '', since: stateSince };
}

/** A waiting file, from its entry in the index. */
export function leanPending(item: Item): PendingFile {
  const { sizeBytes, queued, lane, planDigest, stateSince } = item as unknown as Omit<PendingFile, 'queuedAt'> & {
    readonly stateSince: string;
  };
  return { ...fileIdOf(item), sizeBytes, queued, lane, planDigest: planDigest ?? '', queuedAt: stateSince };
}

/** A quarantined file, from its entry in the index. */
export function leanQuarantined(item: Item): QuarantinedFile {
  const { sizeBytes, reason, stateSince } = item as unknown as Omit<QuarantinedFile, 'since'> & {
    readonly stateSince: string;
  };
  return { ...fileIdOf(item), sizeBytes, reason: reason ?? '', since: stateSince };
}
