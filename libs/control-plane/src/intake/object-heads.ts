import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { FileId } from '@sluice/protocol';

/** The first bytes of an object version. */
export interface ObjectHead {
  readonly bytes: Uint8Array;
  /** These are all its bytes. */
  readonly isWhole: boolean;
}

/** Where heads come from. */
export interface ObjectHeads {
  /** At most the first `length` bytes; undefined: the version is gone. */
  read(id: FileId, length: number): Promise<ObjectHead | undefined>;
}

/** Heads by ranged GET of exactly that version. */
export function s3ObjectHeads(client: S3Client): ObjectHeads {
  return {
    async read({ bucket, key, versionId }, length) {
      try {
        const answer = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, Range: `bytes=0-${length - 1}` }),
        );
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        return { bytes, isWhole: bytes.length >= sizeOf(answer.ContentRange, answer.ContentLength) };
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        // A range of nothing cannot be satisfied: the object has no bytes.
        if (error.name === 'InvalidRange') return { bytes: new Uint8Array(), isWhole: true };
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

/** `bytes 0-65535/1048576`; a server that sends everything says no range. */
function sizeOf(contentRange: string | undefined, contentLength: number | undefined): number {
  const total = contentRange?.slice(contentRange.lastIndexOf('/') + 1);
  return total === undefined ? (contentLength ?? 0) : Number(total);
}
