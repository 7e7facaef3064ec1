import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { order } from '@sluice/lake/folder';
import { CliError } from '@sluice/terminal';

/** An entry of the input folder. */
export interface Candidate {
  /** Path that can be opened; empty when `reason` says that it cannot be used. */
  readonly path: string;
  /** Path below the input folder, with `/`. */
  readonly name: string;
  readonly size: number;
  /** Why it is ignored without a look inside. */
  readonly ignored: 'not-a-file' | 'name-not-utf8' | 'unreadable' | undefined;
}

/**
 * Everything in the input folder, in the order of the names. Links to files are followed, links to folders are not
 * (they can go in circles); a pipe or a device would block whoever opens it, and is left alone.
 */
export async function candidatesIn(folder: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const visit = async (path: string, prefix: string): Promise<void> => {
    signal.throwIfAborted();
    let entries: Dirent<Buffer>[];
    try {
      entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      if (prefix === '') throw new CliError('SLC8003', 'the input folder cannot be read', { file: path, cause: error });
      found.push({ path: '', name: prefix, size: 0, ignored: 'unreadable' });
      return;
    }
    for (const entry of entries) {
      const text = entry.name.toString('utf8');
      const name = prefix + text;
      const inside = `${path}/${text}`;
      if (!Buffer.from(text, 'utf8').equals(entry.name))
        found.push({ path: '', name, size: 0, ignored: 'name-not-utf8' });
      else if (entry.isDirectory()) await visit(inside, `${name}/`);
      else found.push(await candidate(inside, name));
    }
  };
  await visit(folder, '');
  return found.sort((a, b) => order(a.name, b.name));
}

async function candidate(path: string, name: string): Promise<Candidate> {
  const link = await lstat(path).catch(() => undefined);
  // Gone since the folder was listed: whoever works there has moved it.
  if (link === undefined) return { path: '', name, size: 0, ignored: 'unreadable' };
  const target = link.isSymbolicLink() ? await stat(path).catch(() => undefined) : link;
  if (target === undefined || !target.isFile()) return { path: '', name, size: 0, ignored: 'not-a-file' };
  return { path, name, size: target.size, ignored: undefined };
}
