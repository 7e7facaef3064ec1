import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lake } from './layout.ts';

/** Files being written lie here, on the lake's own file system; whoever holds the lake's lock may empty it. */
function temporaryFolder(lake: Lake): string {
  return join(lake.root, 'control', 'tmp');
}

/** Removes what a killed command left half written. Only under the lake's lock. */
export async function removeLeftovers(lake: Lake): Promise<void> {
  await rm(temporaryFolder(lake), { recursive: true, force: true });
}

/** Replaces a file: readers see the old content or the new one, never a part, whenever the machine stops. */
export async function replaceFile(lake: Lake, path: string, content: string | Uint8Array): Promise<void> {
  await throughTemporary(lake, path, content, (temporary) => rename(temporary, path));
}

/** Creates a file if there is none. Answers whether it did: false means that somebody's content is there, whole. */
export async function createOnce(lake: Lake, path: string, content: string | Uint8Array): Promise<boolean> {
  let created = true;
  await throughTemporary(lake, path, content, async (temporary) => {
    created = await linkOnce(temporary, path);
    await unlink(temporary);
  });
  return created;
}

/** What a copy into the lake gave. */
export interface Copied {
  /** SHA-256 of the content (hex): the version id of an object on folders. */
  readonly versionId: string;
  readonly size: number;
}

/** A source that cannot be read, or that somebody writes to: nothing of it was kept. The lake itself is well. */
export class UnsettledSource extends Error {
  override readonly name = 'UnsettledSource';

  readonly reason: 'unreadable' | 'still-written';

  constructor(reason: UnsettledSource['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

const CHUNK_BYTES = 1 << 20;

/**
 * Copies a file to a key that is not taken, hashing what is copied: the version id belongs to the bytes in the lake.
 *
 * @throws UnsettledSource when the source cannot be read or changed meanwhile: half a file must not become its first
 * version
 */
export async function copyIn(lake: Lake, source: string, target: string, signal: AbortSignal): Promise<Copied> {
  const temporary = await temporaryPath(lake);
  try {
    const copied = await withFile(temporary, 'wx', async (output) => {
      const read = await sourceDigest(source, signal, (chunk) => writeAll(output, chunk));
      await output.sync();
      return read;
    });
    await mkdir(dirname(target), { recursive: true });
    await linkOnce(temporary, target);
    return copied;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * SHA-256 and size of a file that is not the lake's own.
 *
 * @throws UnsettledSource as `copyIn` does
 */
export async function sourceDigest(
  path: string,
  signal: AbortSignal,
  each?: (chunk: Uint8Array) => Promise<void>,
): Promise<Copied> {
  const input = await open(path, 'r').catch(unreadable);
  try {
    const before = await input.stat();
    let size = 0;
    const bounded = async (chunk: Uint8Array) => {
      size += chunk.length;
      // At once: a file that grows as fast as it is read has no end.
      if (size > before.size) throw new UnsettledSource('still-written', 'it was written to while it was read');
      await each?.(chunk);
    };
    const copied = await digestOf(input, signal, bounded, unreadable);
    const after = await input.stat();
    if (copied.size !== after.size || before.size !== after.size || before.mtimeMs !== after.mtimeMs)
      throw new UnsettledSource('still-written', 'it was written to while it was read');
    return copied;
  } finally {
    await input.close();
  }
}

function unreadable(error: unknown): never {
  throw new UnsettledSource('unreadable', `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
}

/** SHA-256 and size of a file of the lake, read in chunks. */
export async function fileDigest(path: string, signal: AbortSignal): Promise<Copied> {
  return withFile(path, 'r', (input) => digestOf(input, signal));
}

async function digestOf(
  input: FileHandle,
  signal: AbortSignal,
  each?: (chunk: Uint8Array) => Promise<void>,
  onReadError?: (error: unknown) => never,
): Promise<Copied> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(4096, (await input.stat()).size + 1)));
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await input.read(buffer, 0, buffer.length, null).catch((error: unknown) => {
      if (onReadError !== undefined) onReadError(error);
      throw error;
    });
    if (bytesRead === 0) return { versionId: hash.digest('hex'), size };
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    size += bytesRead;
    await each?.(chunk);
  }
}

/** `write` may write less than asked: a full disk shows itself only at the next call. */
async function writeAll(output: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await output.write(chunk, offset, chunk.length - offset)).bytesWritten;
  }
}

async function throughTemporary(
  lake: Lake,
  path: string,
  content: string | Uint8Array,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = await temporaryPath(lake);
  try {
    await withFile(temporary, 'wx', async (output) => {
      await writeAll(output, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      await output.sync();
    });
    await mkdir(dirname(path), { recursive: true });
    await place(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A hard link is created or not, at once: the one primitive of a file system that puts a whole file only if absent. */
async function linkOnce(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function temporaryPath(lake: Lake): Promise<string> {
  const folder = temporaryFolder(lake);
  await mkdir(folder, { recursive: true });
  return join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`);
}

async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
