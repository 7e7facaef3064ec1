import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { LocalCloudError } from '../errors.ts';

/** What a journal needs to know of its owner: how a change is applied, and how the whole state is told as changes. */
export interface JournalOwner<Change> {
  readonly apply: (change: Change) => void;
  readonly snapshot: () => Iterable<Change>;
}

/** Lines that may pile up before the journal is written anew. */
const COMPACT_AFTER_LINES = 5_000;

/**
 * Durable state as an append-only file of JSON lines. One line holds all changes of one commit, so a crash in the
 * middle of a write loses that commit and no other: the half line is cut off on the next start. Memory changes only
 * after the line is on disk.
 */
export class Journal<Change> {
  readonly #file: string;
  readonly #owner: JournalOwner<Change>;
  readonly #compactAfterLines: number;
  #descriptor: number;
  #lines = 0;
  #bytes = 0;

  constructor(file: string, owner: JournalOwner<Change>, compactAfterLines = COMPACT_AFTER_LINES) {
    this.#file = file;
    this.#owner = owner;
    this.#compactAfterLines = compactAfterLines;
    rmSync(`${file}.new`, { force: true });
    if (existsSync(file)) this.#replay();
    this.#descriptor = openSync(file, 'a');
    this.#bytes = fstatSync(this.#descriptor).size;
    syncFolder(dirname(file));
  }

  /** Writes the changes as one, then applies them. Throws, with nothing changed, when the disk refuses. */
  commit(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const line = Buffer.from(`${JSON.stringify(changes)}\n`, 'utf8');
    try {
      writeAll(this.#descriptor, line);
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#bytes);
      throw error;
    }
    this.#bytes += line.length;
    this.#lines += 1;
    for (const change of changes) this.#owner.apply(change);
    if (this.#lines > this.#compactAfterLines) this.#compact();
  }

  /** Closes the file; nothing can be committed after. */
  close(): void {
    closeSync(this.#descriptor);
  }

  #replay(): void {
    const bytes = readFileSync(this.#file);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    lines.forEach((line, index) => {
      let changes: unknown;
      try {
        changes = JSON.parse(line);
      } catch (cause) {
        throw this.#damaged(index, cause);
      }
      if (!Array.isArray(changes)) throw this.#damaged(index, undefined);
      for (const change of changes) this.#owner.apply(change as Change);
    });
    this.#lines = lines.length;
    if (end < bytes.length) {
      const descriptor = openSync(this.#file, 'r+');
      ftruncateSync(descriptor, end);
      fsyncSync(descriptor);
      closeSync(descriptor);
    }
  }

  #damaged(index: number, cause: unknown): LocalCloudError {
    return new LocalCloudError('SLC6003', `${this.#file} is damaged in line ${index + 1}`, {
      file: this.#file,
      line: index + 1,
      cause,
    });
  }

  #compact(): void {
    const next = `${this.#file}.new`;
    const descriptor = openSync(next, 'w');
    for (const change of this.#owner.snapshot()) {
      writeAll(descriptor, Buffer.from(`${JSON.stringify([change])}\n`, 'utf8'));
    }
    fsyncSync(descriptor);
    const bytes = fstatSync(descriptor).size;
    closeSync(descriptor);
    renameSync(next, this.#file);
    syncFolder(dirname(this.#file));
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#file, 'a');
    this.#bytes = bytes;
    // Counted from here, not from the snapshot's size: a state larger than the limit must not be rewritten at every
    // commit.
    this.#lines = 0;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
