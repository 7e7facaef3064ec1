import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOldBatchFolder, OLD_BATCHES_PREFIX } from '@sluice/protocol';
import { FolderError } from './errors.ts';
import type { FolderLake } from './folder-paths.ts';

/** What only a lake of the layout before has in its control bucket: documents without the dataset before them. */
const BEFORE = [
  { folder: 'decisions', isOld: (name: string) => /^[a-z][a-z0-9_]*\.json$/.test(name) },
  { folder: OLD_BATCHES_PREFIX.slice(0, -1), isOld: isOldBatchFolder },
  { folder: 'plans', isOld: (name: string) => /^[0-9a-f]{64}\.json$/.test(name) },
] as const;

/**
 * Refuses a lake whose control documents lie where they lay before the dataset came first in every key. Such a lake is
 * never read half: its files would look as if nobody had decided about them, and would be loaded again.
 *
 * @throws FolderError SLC9033
 */
export function refuseLayoutBefore({ root }: FolderLake): void {
  for (const { folder, isOld } of BEFORE) {
    const found = namesIn(join(root, 'control', folder)).find(isOld);
    if (found === undefined) continue;
    throw new FolderError('SLC9033', `control/${folder}/${found} is of the layout before`, { file: root });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
