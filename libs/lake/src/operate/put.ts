import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { incomingPrefix, MAX_KEY_BYTES } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { chosenDatasets } from '../read/target-datasets.ts';

/** Smaller files are sent whole, so that a lost connection can be tried again. */
const WHOLE_BYTES = 32 * 1024 * 1024;
/** S3 takes no more in one request: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const MAX_BYTES = 5 * 1024 ** 3;

/** A file that was put into a lake. */
export interface PutFile {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
}

/** The key that a file gets under a dataset's prefix. Pure. */
export function keyToPut(datasetId: string, path: string, as: string | undefined): string {
  const name = as ?? basename(path);
  const key = incomingPrefix(datasetId) + name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these no key may hold.
  if (name === '' || name.startsWith('/') || name.endsWith('/') || /[\u0000-\u001f\u007f]/.test(name))
    throw new LakeError('SLC8037', `"${name}" can be no name of a file`, { file: path });
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES)
    throw new LakeError('SLC8037', `its key has ${bytes} bytes; the limit is ${MAX_KEY_BYTES}`, { file: path });
  return key;
}

/** Puts a file where producers put theirs. What happens next is the lake's own business: its event goes its way. */
async function putFile(
  { s3, names }: Pick<Target, 's3' | 'names'>,
  path: string,
  key: string,
  signal: AbortSignal,
): Promise<PutFile> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new LakeError(
      'SLC8037',
      error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`,
      { file: path },
    );
  });
  if (!found.isFile()) throw new LakeError('SLC8037', 'it is no regular file', { file: path });
  if (found.size > MAX_BYTES)
    throw new LakeError('SLC8037', `it has ${found.size} bytes; the limit is 5 GB`, { file: path });
  const Body = found.size <= WHOLE_BYTES ? await readFile(path) : createReadStream(path);
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: names.rawBucket, Key: key, Body, ContentLength: found.size }),
    {
      abortSignal: signal,
    },
  );
  if (VersionId === undefined)
    throw new LakeError('SLC8034', `bucket ${names.rawBucket} keeps no versions: nothing in it is ever decided`);
  return { bucket: names.rawBucket, key, versionId: VersionId, bytes: found.size };
}

/** Puts a file into a dataset that is deployed, under its own name or the given one. */
export async function putInto(
  target: Pick<Target, 's3' | 'sqs' | 'names' | 'lake'>,
  path: string,
  { dataset, as, signal }: { readonly dataset: string; readonly as: string | undefined; readonly signal: AbortSignal },
): Promise<PutFile & { readonly datasetId: string }> {
  const [datasetId = ''] = await chosenDatasets(target, dataset);
  return { datasetId, ...(await putFile(target, path, keyToPut(datasetId, path, as), signal)) };
}
