import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FolderLake } from './folder-paths.ts';
import { linkOnce, throughTemporary, writeAll } from './whole-file.ts';

/** What a copy into the lake gave, or what a file holds. */
export interface Copied {
  /** SHA-256 of the content (hex): the version id of an object on folders. */
  readonly versionId: string;
  readonly sizeBytes: number;
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
export async function copyIn(
  lake: FolderLake,
  source: string,
  target: string,
  signal: AbortSignal,
): Promise<Copied & { readonly isStored: boolean }> {
  let copied: Copied | undefined;
  const isStored = await throughTemporary(
    lake,
    async (output) => {
      copied = await sourceDigest(source, signal, (chunk) => writeAll(output, chunk));
    },
    (temporary) => linkOnce(temporary, target),
  );
  return { ...(copied as Copied), isStored };
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
    let sizeBytes = 0;
    const bounded = async (chunk: Uint8Array) => {
      sizeBytes += chunk.length;
      // At once: a file that grows as fast as it is read has no end.
      if (sizeBytes > before.size) throw new UnsettledSource('still-written', 'it was written to while it was read');
      await each?.(chunk);
    };
    const read = await digestOf(input, signal, bounded, unreadable);
    const after = await input.stat();
    if (read.sizeBytes !== after.size || before.size !== after.size || before.mtimeMs !== after.mtimeMs)
      throw new UnsettledSource('still-written', 'it was written to while it was read');
    return read;
  } finally {
    await input.close();
  }
}

/** SHA-256 and size of a file of the lake, read in chunks. */
export async function contentDigest(path: string, signal?: AbortSignal): Promise<Copied> {
  const input = await open(path, 'r');
  try {
    return await digestOf(input, signal);
  } finally {
    await input.close();
  }
}

function unreadable(error: unknown): never {
  throw new UnsettledSource('unreadable', `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
}

async function digestOf(
  input: FileHandle,
  signal: AbortSignal | undefined,
  each?: (chunk: Uint8Array) => Promise<void>,
  onReadError?: (error: unknown) => never,
): Promise<Copied> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(4096, (await input.stat()).size + 1)));
  let sizeBytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await input.read(buffer, 0, buffer.length, null).catch((error: unknown) => {
      if (onReadError !== undefined) onReadError(error);
      throw error;
    });
    if (bytesRead === 0) return { versionId: hash.digest('hex'), sizeBytes };
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    sizeBytes += bytesRead;
    await each?.(chunk);
  }
}
