import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ControlPlaneError } from '../../errors.ts';
import { Conflict, type ObjectStore, Unclear } from '../object-store.ts';

// The most that one DeleteObjects takes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const DELETE_KEYS = 1_000;

/** Object storage on S3. The client's own repetitions are welcome: every caller reads the object after a 412. */
export function createS3Store(client: S3Client): ObjectStore {
  const put = async (
    bucket: string,
    key: string,
    body: Uint8Array,
    condition: { IfNoneMatch?: string; IfMatch?: string },
  ) => {
    const ContentType = key.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    const answer = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType, ...condition }),
    );
    return answer.ETag ?? '';
  };
  return {
    read: (bucket, key) =>
      answered(bucket, key, async () => {
        try {
          const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          if (answer.Body === undefined) throw new Unclear(`s3://${bucket}/${key}: no body`);
          return { body: await answer.Body.transformToByteArray(), etag: answer.ETag ?? '' };
        } catch (error) {
          if (isAbsent(error)) return undefined;
          throw error;
        }
      }),
    exists: (bucket, key) =>
      answered(bucket, key, async () => {
        try {
          await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
          return true;
        } catch (error) {
          if (isAbsent(error)) return false;
          throw error;
        }
      }),
    create: (bucket, key, body) => answered(bucket, key, () => put(bucket, key, body, { IfNoneMatch: '*' })),
    swap: (bucket, key, body, etag) =>
      answered(bucket, key, async () => {
        try {
          return await put(bucket, key, body, { IfMatch: etag });
        } catch (error) {
          if (isAbsent(error)) throw new Conflict(`s3://${bucket}/${key} is gone`, { cause: error });
          throw error;
        }
      }),
    delete: async (bucket, keys) => {
      for (let start = 0; start < keys.length; start += DELETE_KEYS) {
        const chunk = keys.slice(start, start + DELETE_KEYS);
        const Delete = { Objects: chunk.map((Key) => ({ Key })), Quiet: true };
        const where = chunk[0] ?? '';
        const { Errors: failed = [] } = await answered(bucket, where, () =>
          client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete })),
        );
        const [first] = failed;
        if (first === undefined) continue;
        // Part of a request that S3 was too busy for: deleting by name can be repeated.
        if (/InternalError|SlowDown/.test(first.Code ?? ''))
          throw new Unclear(`s3://${bucket}/${first.Key}: ${first.Code}`);
        throw new ControlPlaneError('SLC9020', `s3://${bucket}/${first.Key} cannot be deleted: ${first.Code}`);
      }
    },
    list: (bucket, prefix) =>
      answered(bucket, prefix, async () => {
        const keys: string[] = [];
        for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
          for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
        }
        return keys;
      }),
  };
}

interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Sorts what went wrong: a condition, no answer, or a refusal for good. */
async function answered<Answer>(bucket: string, key: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Conflict || error instanceof Unclear || error instanceof ControlPlaneError) throw error;
    const { name, $metadata } = error as ServiceError;
    const status = $metadata?.httpStatusCode;
    const where = `s3://${bucket}/${key}: ${name}`;
    if (status === 412 || name === 'ConditionalRequestConflict' || name === 'PreconditionFailed')
      throw new Conflict(where, { cause: error });
    const isBusy = status === 429 || name === 'SlowDown' || name === 'RequestTimeout' || name === 'OperationAborted';
    if (status === undefined || status >= 500 || isBusy) throw new Unclear(where, { cause: error });
    throw new ControlPlaneError('SLC9020', `${where} (${status})`, { cause: error });
  }
}

function isAbsent(error: unknown): boolean {
  const { name } = error as ServiceError;
  // HeadObject has no body, so its error has no code of its own.
  return name === 'NoSuchKey' || name === 'NotFound';
}
