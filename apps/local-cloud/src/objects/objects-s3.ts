import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Held, ObjectCache } from './object-cache.ts';
import {
  fileOf,
  type LocalFiles,
  type ObjectEntry,
  ObjectGone,
  type ObjectReference,
  type ObjectStore,
  type ObjectUri,
} from './objects.ts';

/** Requests for objects at a time: more do not make a gateway on the same machine any faster. */
const PARALLEL = 16;

const IN_MEMORY_BYTES = 16 * 1024 * 1024;

/** A client of the gateway with credentials that open nothing; path style, for it has no names of buckets. */
export function gatewayS3(endpoint: string, region: string): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // Content is checked by its length here; a second digest over every file would only cost time on one machine.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** A lake on S3: listings page by page, objects downloaded once per content. */
export function s3Objects(client: S3Client, cache: ObjectCache): ObjectStore {
  return {
    list: (prefix) => listAll(client, uriOf(prefix)),
    localFiles: (objects, isCancelled) => bringAll(client, cache, objects, isCancelled ?? (() => false)),
    put: async (uri, content) => {
      const { bucket, key } = uriOf(uri);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    },
    draft: (uri) => {
      const file = cache.draft();
      return {
        file,
        complete: async () => {
          try {
            await upload(client, cache, uriOf(uri), file);
          } finally {
            rmSync(file, { force: true });
          }
        },
        discard: () => rmSync(file, { force: true }),
      };
    },
  };
}

/** Downloads one object into a file. `ObjectGone` when it is not there, or no longer with that tag. */
async function download(client: S3Client, uri: string, file: string, etag?: string): Promise<void> {
  const { bucket, key } = uriOf(uri);
  try {
    const answer = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag === undefined ? {} : { IfMatch: etag }) }),
    );
    await pipeline(answer.Body as Readable, createWriteStream(file));
    const { size } = await stat(file);
    if (size !== answer.ContentLength)
      throw new Error(`${uri} broke off after ${size} of ${answer.ContentLength} bytes`);
  } catch (error) {
    throw known(error, uri);
  }
}

/** The bucket and key of any `s3://` address; unlike a folder, S3 does not mind what a key looks like. */
function uriOf(uri: string): ObjectUri {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  if (bucket === '') throw new Error(`${uri} is no address of S3`);
  return { bucket, key };
}

async function listAll(client: S3Client, { bucket, key }: ObjectUri): Promise<ObjectEntry[]> {
  const entries: ObjectEntry[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', Size = 0, LastModified, ETag } of page.Contents ?? []) {
      const modifiedMilliseconds = LastModified?.getTime() ?? 0;
      entries.push({
        uri: `s3://${bucket}/${Key}`,
        sizeBytes: Size,
        modifiedMilliseconds,
        ...(ETag === undefined ? {} : { etag: ETag }),
      });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return entries;
}

async function bringAll(
  client: S3Client,
  cache: ObjectCache,
  objects: readonly ObjectReference[],
  isCancelled: () => boolean,
): Promise<LocalFiles> {
  const held = new Map<string, Held>();
  const waiting = objects[Symbol.iterator]();
  const release = (): void => {
    for (const file of held.values()) file.release();
  };
  let failed = false;
  const work = async (): Promise<void> => {
    for (const object of waiting) {
      if (failed) return;
      if (isCancelled()) throw new Error('cancelled');
      held.set(object.uri, await bring(client, cache, object));
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(PARALLEL, objects.length) }, () =>
      work().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    release();
    throw failure.reason;
  }
  const paths = new Map([...held].map(([uri, file]) => [uri, file.path]));
  return { pathOf: (uri) => fileOf(paths, uri), release };
}

async function bring(client: S3Client, cache: ObjectCache, { uri, etag }: ObjectReference): Promise<Held> {
  const { bucket, key } = uriOf(uri);
  const tag = etag ?? (await tagOf(client, uri));
  return cache.hold({ bucket, key, etag: tag }, (file) => download(client, uri, file, tag));
}

/** The tag of an object as it is now. */
async function tagOf(client: S3Client, uri: string): Promise<string> {
  const { bucket, key } = uriOf(uri);
  try {
    const { ETag } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return ETag ?? '';
  } catch (error) {
    throw known(error, uri);
  }
}

async function upload(client: S3Client, cache: ObjectCache, { bucket, key }: ObjectUri, file: string): Promise<void> {
  const { size } = await stat(file);
  // What fits into memory can be sent again when the connection breaks; a stream cannot.
  const body = size > IN_MEMORY_BYTES ? createReadStream(file) : await readFile(file);
  const { ETag } = await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: size }),
  );
  // Results are read right after they are written.
  if (ETag !== undefined) await cache.add({ bucket, key, etag: ETag }, file);
}

/** What S3 says of an object that cannot be had becomes one error; everything else stays as it is. */
function known(error: unknown, uri: string): unknown {
  if (error instanceof ObjectGone) return error;
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === 'NoSuchBucket') return new ObjectGone(uri, 'The specified bucket does not exist');
  if ($metadata?.httpStatusCode === 404) return new ObjectGone(uri);
  if ($metadata?.httpStatusCode === 412) return new ObjectGone(uri, 'The object was replaced after it had been listed');
  return error;
}
