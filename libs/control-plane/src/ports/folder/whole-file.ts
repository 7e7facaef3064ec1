import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FolderLake } from './folder-paths.ts';

/** Files being written lie here, on the lake's own file system; whoever holds the lake's lock may empty it. */
function temporaryFolder({ root }: FolderLake): string {
  return join(root, 'control', '.tmp', 'command');
}

/** Removes what a killed command left half written. Only under the lake's lock. */
export async function removeLeftovers(lake: FolderLake): Promise<void> {
  await rm(temporaryFolder(lake), { recursive: true, force: true });
}

/** A complete, synced file of this content, handed to `place`, and gone afterwards unless that renamed it. */
export async function throughTemporary<Answer>(
  lake: FolderLake,
  fill: (output: FileHandle) => Promise<void>,
  place: (temporary: string) => Promise<Answer>,
): Promise<Answer> {
  const folder = temporaryFolder(lake);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    const output = await open(temporary, 'wx');
    try {
      await fill(output);
      await output.sync();
    } finally {
      await output.close();
    }
    return await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Puts a whole file in its place if the name is free, at once: a hard link is created or not. False: somebody's content
 * is there, whole.
 */
export async function linkOnce(temporary: string, target: string): Promise<boolean> {
  const TRIES = 3;
  for (let tried = 1; ; tried += 1) {
    await mkdir(dirname(target), { recursive: true });
    try {
      await link(temporary, target);
      await syncFolder(dirname(target));
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      // Somebody removed the folder, still empty, in between.
      if (code !== 'ENOENT' || tried === TRIES) throw error;
    }
  }
}

/** A name is durable when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `write` may write less than asked: a full disk shows itself only at the next call. */
export async function writeAll(output: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; )
    offset += (await output.write(chunk, offset, chunk.length - offset)).bytesWritten;
}

/** Deletes a file; an absent one is no error. */
export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
}
