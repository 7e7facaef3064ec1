import { createHash } from 'node:crypto';
import type { FileId } from './file-id.ts';

/** The ledger's table: one definition for the adapter, the stack and the tests. */
export const LEDGER_SCHEMA = {
  partitionKey: 'PK',
  sortKey: 'SK',
  index: {
    name: 'work',
    partitionKey: 'GPK',
    sortKey: 'GSK',
    /**
     * What an index entry carries beside the keys, and nothing else: the table's keys name the object version or the
     * batch.
     */
    nonKeyAttributes: ['sizeBytes', 'queued', 'lane', 'planDigest', 'stateSince', 'reason'],
  },
} as const;

/** Waiting and quarantined files are spread over this many index partitions: one alone takes 1,000 writes a second. */
export const SHARDS = 8;

/** The primary key of an item. */
export interface ItemKey {
  readonly PK: string;
  readonly SK: string;
}

export const LATEST = 'LATEST';

/**
 * All versions of one key, and its pointer, share a partition. A dataset id holds no `#` and a bucket no `/`: it can be
 * taken apart again.
 */
export const filePartition = ({ datasetId, bucket, key }: Omit<FileId, 'versionId'>): string =>
  `F#${datasetId}#${bucket}/${key}`;
export const filePartitionsOf = (datasetId: string): string => `F#${datasetId}#`;
export const VERSION_PREFIX = 'V#';
export const fileKey = (id: FileId): ItemKey => ({ PK: filePartition(id), SK: VERSION_PREFIX + id.versionId });
export const batchKey = (datasetId: string, batchId: string): ItemKey => ({
  PK: `B#${datasetId}#${batchId}`,
  SK: 'META',
});
export const slotPartition = (datasetId: string): string => `S#${datasetId}`;
export const slotKey = (datasetId: string, slot: number): ItemKey => ({
  PK: slotPartition(datasetId),
  SK: `SLOT#${String(slot).padStart(2, '0')}`,
});
export const driftPartition = (datasetId: string): string => `D#${datasetId}`;
export const driftKey = (datasetId: string, fingerprint: string): ItemKey => ({
  PK: driftPartition(datasetId),
  SK: `H#${fingerprint}`,
});

/** The object version that an item's key names. */
export function fileIdOf({ PK, SK }: ItemKey): FileId {
  const [, datasetId = ''] = PK.split('#', 2);
  const path = PK.slice(filePartitionsOf(datasetId).length);
  const slash = path.indexOf('/');
  return {
    datasetId,
    bucket: path.slice(0, slash),
    key: path.slice(slash + 1),
    versionId: SK.slice(VERSION_PREFIX.length),
  };
}

/** The batch that an item's key names. */
export const batchIdOf = ({ PK }: ItemKey): string => PK.slice(PK.lastIndexOf('#') + 1);

export const waitingPartition = (datasetId: string, shard: number): string => `P#${datasetId}#${shard}`;
export const quarantinePartition = (datasetId: string, shard: number): string => `Q#${datasetId}#${shard}`;
export const openPartition = (datasetId: string): string => `A#${datasetId}`;
export const settledPartition = (datasetId: string): string => `T#${datasetId}`;

/**
 * Stands for an object version where its key may be too long: an index's sort key ends at 1,024 bytes, as an object's
 * key does.
 */
export function fileDigest(id: FileId): string {
  return createHash('sha256')
    .update(`${filePartition(id)}\n${id.versionId}`)
    .digest('hex')
    .slice(0, 24);
}

/** The index partition of an object version: the same one every time. */
export const shardOf = (digest: string): number => Number.parseInt(digest.slice(0, 4), 16) % SHARDS;

/** The order within an index partition: since when, then an own mark of the item. */
export const indexOrder = (since: string, mark: string): string => `${since}#${mark}`;
