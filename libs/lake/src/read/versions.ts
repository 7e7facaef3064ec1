import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { Target } from '../find/target.ts';

/** A version of an object in raw. */
export interface RawVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
}

/** Every version of every object under a prefix of raw; markers of deletion are no content. */
export async function rawVersions(
  { s3, names }: Pick<Target, 's3' | 'names'>,
  prefix = '',
): Promise<readonly RawVersion[]> {
  const bucket = names.rawBucket;
  const found: RawVersion[] = [];
  let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...(prefix === '' ? {} : { Prefix: prefix }), ...next }),
    );
    for (const { Key = '', VersionId = '', Size = 0 } of page.Versions ?? [])
      found.push({ bucket, key: Key, versionId: VersionId, bytes: Size });
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    next =
      IsTruncated === true && KeyMarker !== undefined
        ? { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) }
        : undefined;
  }
  return found;
}
