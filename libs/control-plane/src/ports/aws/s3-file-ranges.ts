import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { ByteRange } from '@sluice/reader';
import type { FileRanges } from '../file-ranges.ts';

/** Ranges by one ranged GET of exactly that version. */
export function createS3FileRanges(client: S3Client): FileRanges {
  return {
    async read({ bucket, key, versionId }, range) {
      try {
        const answer = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, Range: headerOf(range) }),
        );
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        return { bytes, sizeBytes: sizeOf(answer.ContentRange, answer.ContentLength) };
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        // A range of nothing cannot be satisfied: the object has no bytes.
        if (error.name === 'InvalidRange') return { bytes: new Uint8Array(), sizeBytes: 0 };
        // 405: the version is a delete marker.
        if (
          error.name === 'NoSuchKey' ||
          error.name === 'NoSuchVersion' ||
          [404, 405].includes(error.$metadata.httpStatusCode ?? 0)
        )
          return undefined;
        throw error;
      }
    },
  };
}

/** A range beyond the object is cut by S3: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2 */
function headerOf({ from, bytes }: ByteRange): string {
  return from === 'start' ? `bytes=0-${bytes - 1}` : `bytes=-${bytes}`;
}

/** `bytes 0-65535/1048576`; a server that sends everything says no range. */
function sizeOf(contentRange: string | undefined, contentLength: number | undefined): number {
  const total = contentRange?.slice(contentRange.lastIndexOf('/') + 1);
  return total === undefined ? (contentLength ?? 0) : Number(total);
}
