import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Conflict, type ObjectStore } from '../object-store.ts';
import { type FolderLake, objectPath } from './folder-paths.ts';
import type { Swapper } from './swapper.ts';
import { linkOnce, throughTemporary, unlinkIfThere, writeAll } from './whole-file.ts';

/** Folder in a bucket's root for what is being written, here and by the job; no key of the lake starts with it. */
const TEMPORARY = '.tmp';

/**
 * Object storage on folders: an ETag is the SHA-256 of the content, a new object appears whole by one hard link, and a
 * swap is one rename under the folder's lock. The job swaps the same batch heads with the same tokens and the same lock
 * (`FolderStorage`).
 */
export function createFolderStore(lake: FolderLake, swapper: Swapper): ObjectStore {
  const written = <Answer>(body: Uint8Array, place: (temporary: string) => Promise<Answer>) =>
    throughTemporary(lake, (output) => writeAll(output, body), place);
  return {
    read: async (bucket, key) => {
      const body = await unlessAbsent(readFile(objectPath(lake, bucket, key)));
      return body && { body, etag: digestOf(body) };
    },
    exists: async (bucket, key) => (await unlessAbsent(lstat(objectPath(lake, bucket, key))))?.isFile() ?? false,
    create: async (bucket, key, body) => {
      const path = objectPath(lake, bucket, key);
      if (!(await written(body, (temporary) => linkOnce(temporary, path)))) throw new Conflict(`${bucket}/${key}`);
      return digestOf(body);
    },
    swap: async (bucket, key, body, etag) => {
      const path = objectPath(lake, bucket, key);
      await written(body, (temporary) => swapper.swap(path, temporary, etag));
      return digestOf(body);
    },
    delete: async (bucket, keys) => {
      for (const key of keys) {
        const path = objectPath(lake, bucket, key);
        await unlinkIfThere(path);
        // Empty folders go too, up to the first segment (the dataset), which may be somebody's mount.
        await prune(dirname(path), join(path.slice(0, -key.length), key.split('/', 1)[0] ?? ''));
      }
    },
    list: async (bucket, prefix) => (await keysUnder(lake, bucket, prefix)).sort(),
  };
}

/** Keys under a prefix, in no order. A link or a device is an object too: it must not lie there. */
async function keysUnder({ root }: FolderLake, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries: Dirent[] = (await unlessAbsent(readdir(join(root, bucket, folder), { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      const key = folder + entry.name;
      if (folder === '' && entry.name === TEMPORARY) continue;
      if (!entry.isDirectory()) {
        if (key.startsWith(prefix)) keys.push(key);
      } else if (`${key}/`.startsWith(prefix)) await visit(`${key}/`);
    }
  };
  await visit(prefix.slice(0, prefix.lastIndexOf('/') + 1));
  return keys;
}

async function prune(folder: string, keep: string): Promise<void> {
  for (let at = folder; at !== keep && at.startsWith(`${keep}/`); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      // It holds something, or somebody else was faster.
      return;
    }
  }
}

/** SHA-256, hexadecimal: ETag and version id of everything on folders. */
function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

async function unlessAbsent<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
