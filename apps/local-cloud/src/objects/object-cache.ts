import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Content of an object by which it is known again: the same bucket, key and tag are the same bytes. */
export interface CacheKey {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

/** A file of the cache that is not removed before it is released. */
export interface Held {
  readonly path: string;
  release(): void;
}

interface Entry {
  readonly path: string;
  sizeBytes: number;
  holders: number;
  /** Ends when the file is complete; fails when it could not be brought. */
  ready: Promise<void>;
}

/** Enough for the demo's year many times over, little enough for a laptop. */
const DEFAULT_LIMIT_BYTES = 2 * 1024 ** 3;

/**
 * Objects that were downloaded, each under the digest of its bucket, key and tag, so that a file never changes. What is
 * held by nobody and was used longest ago is removed when the cache grows beyond its limit; what running queries hold
 * may exceed it.
 */
export class ObjectCache {
  readonly #folder: string;
  readonly #limitBytes: number;
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry>();
  #sizeBytes = 0;
  #drafts = 0;

  /** An empty cache: what an earlier service left in the folder is removed, for nobody knows whether it is whole. */
  constructor(folder: string, limitBytes = DEFAULT_LIMIT_BYTES) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** The bytes of all complete files. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** A file for something that is being written: it is none of the cache's until it is added. */
  draft(): string {
    this.#drafts += 1;
    return join(this.#folder, `.${this.#drafts}.part`);
  }

  /**
   * Holds the file of a content, which `bring` writes when it is not there; asked for twice at once, it is brought
   * once.
   */
  async hold(key: CacheKey, bring: (file: string) => Promise<void>): Promise<Held> {
    const name = nameOf(key);
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      const made: Entry = { path: join(this.#folder, name), sizeBytes: 0, holders: 0, ready: Promise.resolve() };
      made.ready = this.#fill(made, bring);
      // Whoever waits is told; an entry that nobody can use is forgotten.
      made.ready.catch(() => {
        if (this.#entries.get(name) === made) this.#entries.delete(name);
      });
      entry = made;
    }
    this.#touch(name, entry);
    entry.holders += 1;
    const held = entry;
    try {
      await held.ready;
    } catch (error) {
      held.holders -= 1;
      throw error;
    }
    let isHeld = true;
    return {
      path: held.path,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        held.holders -= 1;
        this.#shrink();
      },
    };
  }

  /** Takes a complete draft in, so that what was just written need not be downloaded. */
  async add(key: CacheKey, draft: string): Promise<void> {
    const held = await this.hold(key, (file) => rename(draft, file));
    held.release();
    rmSync(draft, { force: true });
  }

  async #fill(entry: Entry, bring: (file: string) => Promise<void>): Promise<void> {
    const draft = this.draft();
    try {
      await bring(draft);
      await rename(draft, entry.path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    entry.sizeBytes = statSync(entry.path).size;
    this.#sizeBytes += entry.sizeBytes;
    this.#shrink();
  }

  #touch(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  #shrink(): void {
    for (const [name, entry] of this.#entries) {
      if (this.#sizeBytes <= this.#limitBytes) return;
      if (entry.holders > 0) continue;
      this.#entries.delete(name);
      this.#sizeBytes -= entry.sizeBytes;
      rmSync(entry.path, { force: true });
    }
  }
}

function nameOf({ bucket, key, etag }: CacheKey): string {
  return createHash('sha256')
    .update(JSON.stringify([bucket, key, etag]))
    .digest('hex');
}
