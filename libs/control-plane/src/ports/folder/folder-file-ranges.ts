import { open, stat } from 'node:fs/promises';
import type { FileId } from '@sluice/protocol';
import type { ByteRange, FileRange } from '@sluice/reader';
import type { FileRanges } from '../file-ranges.ts';
import { contentDigest } from './copy-in.ts';
import { type FolderLake, objectPath } from './folder-paths.ts';

/** Bytes of the stored objects of a lake on folders. */
export interface FolderFileRanges extends FileRanges {
  /** Says which version lies there: who has just copied or hashed it knows. */
  remember(id: FileId): Promise<void>;
}

/**
 * Ranges of stored objects. A folder keeps one content of a name: asked for another version, the object is
 * gone. Which one it is is worked out once, and again when the file has changed.
 */
export function createFolderFileRanges(lake: FolderLake): FolderFileRanges {
  const versions = new Map<string, string>();
  const pathOf = ({ bucket, key }: FileId) => objectPath(lake, bucket, key);
  const stampOf = async (path: string) => {
    const { ino, size, mtimeMs } = await stat(path);
    return `${path} ${ino} ${size} ${mtimeMs}`;
  };
  return {
    async remember(id) {
      const stamp = await stampOf(pathOf(id));
      versions.set(stamp, id.versionId);
    },
    async read(id, range) {
      const path = pathOf(id);
      try {
        const stamp = await stampOf(path);
        const versionId = versions.get(stamp) ?? (await contentDigest(path)).versionId;
        versions.set(stamp, versionId);
        return versionId === id.versionId ? await rangeOf(path, range) : undefined;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        throw error;
      }
    },
  };
}

async function rangeOf(path: string, { from, bytes: wanted }: ByteRange): Promise<FileRange> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.min(wanted, size));
    const start = from === 'start' ? 0 : size - bytes.length;
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), sizeBytes: size };
  } finally {
    await file.close();
  }
}
