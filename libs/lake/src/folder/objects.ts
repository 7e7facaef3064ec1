import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentDigest } from '@sluice/control-plane/folder';
import { inParallel } from '@sluice/control-plane/in-parallel';
import type { StoredObject } from '../read/stored-object.ts';
import type { Lake } from './layout.ts';

/** Keys of all objects under a prefix, sorted. A link or a device is an object too: it must not lie there. */
export async function keysUnder(lake: Lake, bucket: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for await (const entry of entriesOf(join(lake.root, bucket, folder))) {
      const key = folder.endsWith('/') || folder === '' ? folder + entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await visit(key);
      else keys.push(key);
    }
  };
  await visit(prefix);
  return keys.sort(order);
}

/** Objects under a prefix with size and digest: reads them all. `each` is called after every object. */
export async function objectsUnder(
  lake: Lake,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
  each: () => void,
): Promise<readonly StoredObject[]> {
  const keys = await keysUnder(lake, bucket, prefix);
  return inParallel(keys, 8, async (key) => {
    const path = join(lake.root, bucket, key);
    // A pipe would block whoever opens it, and a link may lead anywhere: neither has content of the lake.
    const { versionId, sizeBytes } = (await lstat(path)).isFile()
      ? await contentDigest(path, signal)
      : { versionId: 'no regular file', sizeBytes: 0 };
    each();
    return { bucket, key, bytes: sizeBytes, digest: versionId };
  });
}

async function* entriesOf(path: string) {
  try {
    for await (const entry of await opendir(path)) yield entry;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    throw error;
  }
}

/** Order of text by code units, the same on every machine. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
