import type { Target } from './find/target.ts';

/** An S3 that holds a few objects in memory, and what it was asked, as `GetObject bucket/key`. */
export interface MemoryObjects {
  readonly s3: Target['s3'];
  readonly asked: readonly string[];
  /** Puts an object; with a version, it is found by it too. */
  put(bucket: string, key: string, content: string | Uint8Array, versionId?: string): void;
  /** What lies there as text. */
  text(bucket: string, key: string): string | undefined;
}

type Input = Readonly<Record<string, string | undefined>> & { readonly Body?: unknown };

/** Buckets in memory. Pages of a listing hold two entries: whoever lists must ask for all of them. */
export function memoryObjects(): MemoryObjects {
  const objects = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const nameOf = (bucket = '', key = '', versionId?: string) =>
    `${bucket}/${key}${versionId === undefined ? '' : `@${versionId}`}`;
  const bytesOf = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const list = ({ Bucket, Prefix = '', Delimiter, ContinuationToken }: Input) => {
    const keys = [...objects.keys()]
      .filter((name) => name.startsWith(`${Bucket}/${Prefix}`) && !name.includes('@'))
      .map((name) => name.slice(`${Bucket}/`.length))
      .sort();
    const folderOf = (key: string) => key.slice(0, key.indexOf('/', Prefix.length) + 1);
    const names =
      Delimiter === undefined
        ? keys
        : [...new Set(keys.map(folderOf).filter((folder) => folder.length > Prefix.length))];
    const from = Number(ContinuationToken ?? 0);
    const page = names.slice(from, from + 2);
    const rest = from + 2 < names.length ? { NextContinuationToken: String(from + 2) } : {};
    if (Delimiter !== undefined) return { CommonPrefixes: page.map((folder) => ({ Prefix: folder })), ...rest };
    return { Contents: page.map((Key) => ({ Key, Size: objects.get(`${Bucket}/${Key}`)?.length ?? 0 })), ...rest };
  };
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: Input }) => {
    const command = name.replace(/Command$/, '');
    const object = nameOf(input['Bucket'], input['Key'] ?? input['Prefix'], input['VersionId']);
    asked.push(`${command} ${object}`);
    if (command === 'ListObjectsV2') return list(input);
    if (command === 'PutObject') {
      objects.set(object, bytesOf(input.Body as Uint8Array));
      return { VersionId: 'v-put' };
    }
    const found = objects.get(object);
    if (found === undefined) throw Object.assign(new Error(object), { name: 'NoSuchKey' });
    return { Body: { transformToByteArray: async () => found }, LastModified: new Date('2026-01-15T10:00:00.000Z') };
  };
  return {
    s3: { send } as unknown as Target['s3'],
    asked,
    put(bucket, key, content, versionId) {
      objects.set(nameOf(bucket, key), bytesOf(content));
      if (versionId !== undefined) objects.set(nameOf(bucket, key, versionId), bytesOf(content));
    },
    text(bucket, key) {
      const found = objects.get(nameOf(bucket, key));
      return found === undefined ? undefined : new TextDecoder().decode(found);
    },
  };
}
