import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { UnsettledSource } from './copy-in.ts';

/** An entry of the folder that a producer drops files into. */
export interface Candidate {
  /** Path that can be opened; empty when `ignored` says that it cannot be used. */
  readonly path: string;
  /** Path below the folder, with `/`. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Why it cannot become an object. */
  readonly ignored: 'not-a-file' | 'name-not-utf8' | 'unreadable' | undefined;
}

/**
 * Everything in a folder, in the order of the names. Links to files are followed, links to folders are not (they can go
 * in circles); a pipe or a device would block whoever opens it, and is left alone.
 *
 * @throws UnsettledSource when the folder itself cannot be read
 */
export async function candidatesIn(folder: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const visit = async (path: string, prefix: string): Promise<void> => {
    signal.throwIfAborted();
    let entries: Dirent<Buffer>[];
    try {
      entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      if (prefix === '') throw new UnsettledSource('unreadable', `${path}: ${(error as Error).message}`);
      found.push({ path: '', name: prefix, sizeBytes: 0, ignored: 'unreadable' });
      return;
    }
    for (const entry of entries) {
      const text = entry.name.toString('utf8');
      const name = prefix + text;
      const inside = `${path}/${text}`;
      if (!Buffer.from(text, 'utf8').equals(entry.name))
        found.push({ path: '', name, sizeBytes: 0, ignored: 'name-not-utf8' });
      else if (entry.isDirectory()) await visit(inside, `${name}/`);
      else found.push(await candidate(inside, name));
    }
  };
  await visit(folder, '');
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function candidate(path: string, name: string): Promise<Candidate> {
  const link = await lstat(path).catch(() => undefined);
  // Gone since the folder was listed: whoever works there has moved it.
  if (link === undefined) return { path: '', name, sizeBytes: 0, ignored: 'unreadable' };
  const target = link.isSymbolicLink() ? await stat(path).catch(() => undefined) : link;
  if (target === undefined || !target.isFile()) return { path: '', name, sizeBytes: 0, ignored: 'not-a-file' };
  return { path, name, sizeBytes: target.size, ignored: undefined };
}
