import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
} from '@aws-sdk/client-s3';
import type { Target } from '../find/target.ts';

/** An object as a listing names it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** All objects under a prefix, in the order of their keys. */
export async function* listed(
  { s3 }: Pick<Target, 's3'>,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for await (const { Contents = [] } of pagesOf(s3, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = '', Size = 0 } of Contents) yield { key: Key, bytes: Size };
}

/** The names directly under a prefix that ends with a slash, as folders show them. */
export async function childPrefixes(
  { s3 }: Pick<Target, 's3'>,
  bucket: string,
  prefix: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { CommonPrefixes = [] } of pagesOf(s3, { Bucket: bucket, Prefix: prefix, Delimiter: '/' }))
    for (const { Prefix = '' } of CommonPrefixes) names.push(Prefix.slice(prefix.length, -1));
  return names;
}

async function* pagesOf(
  s3: Target['s3'],
  input: ListObjectsV2CommandInput,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  for (let token: string | undefined; ; ) {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ ...input, ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    yield page;
    token = page.NextContinuationToken;
    if (token === undefined) return;
  }
}

/** The bytes of an object, of the given version if one is given; undefined when it does not exist. */
export async function objectBytes(
  { s3 }: Pick<Target, 's3'>,
  bucket: string,
  key: string,
  versionId?: string,
): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
    );
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The text of an object; undefined when it does not exist. */
export async function objectText(target: Pick<Target, 's3'>, bucket: string, key: string): Promise<string | undefined> {
  const bytes = await objectBytes(target, bucket, key);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Whether S3 says that there is no such object or version. */
export function isMissing(error: unknown): boolean {
  return error instanceof NoSuchKey || /^(?:NoSuchKey|NoSuchVersion|NotFound)$/.test((error as Error).name);
}
