import type { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import {
  bucketDocuments,
  deployedConfig,
  deployedDatasets,
  isMissing,
  listed,
  type StoredObject,
  type Target,
} from '@sluice/lake';
import { registeredPartitions } from '@sluice/lake/catalog';
import type { LakeSource } from './lake-source.ts';
import type { RawVersion } from './snapshot.ts';

/** A deployed lake: the local one or one of an account. */
export function targetSource(target: Target): LakeSource {
  const { names, ledger, s3 } = target;
  return {
    ledger,
    buckets: {
      raw: names.rawBucket,
      processed: names.processedBucket,
      quarantine: names.quarantineBucket,
      control: names.controlBucket,
    },
    documents: bucketDocuments(target),
    keepsVersions: true,
    hasEvents: true,
    datasets: () => deployedDatasets(target),
    slotLimit: async (datasetId) => (await deployedConfig(target, datasetId)).slots,
    versions: () => rawVersions(target),
    async objects(bucket) {
      const found: StoredObject[] = [];
      for await (const { key, bytes } of listed(target, bucket, '')) found.push({ bucket, key, bytes, digest: '' });
      return found;
    },
    registered: () => registeredPartitions(target.query, { database: names.database, bucket: names.processedBucket }),
    async open({ bucket, key, versionId }, abortSignal) {
      const version = versionId === undefined ? {} : { VersionId: versionId };
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...version }), { abortSignal });
        return Body as Readable;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

/** Markers of deletion are no content. */
async function rawVersions({ s3, names }: Target): Promise<readonly RawVersion[]> {
  const found: RawVersion[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: names.rawBucket,
        ...(KeyMarker === undefined ? {} : { KeyMarker }),
        ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }),
      }),
    );
    for (const { Key = '', VersionId = '', Size = 0 } of page.Versions ?? [])
      found.push({ bucket: names.rawBucket, key: Key, versionId: VersionId, bytes: Size });
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
    if (page.IsTruncated !== true) break;
  } while (KeyMarker !== undefined);
  return found;
}
