import type { DatasetConfig } from '@sluice/protocol';

/**
 * Counts what this container has queued, and says when dispatch should look at once. How many containers there are
 * nobody knows here; a quarter of a batch is asked for early rather than late, because a needless look costs one short
 * call and a late one a minute.
 */
export function createNudging({
  maxFiles,
  maxBytes,
}: DatasetConfig['batch']): (files: number, bytes: number) => boolean {
  const SHARE = 4;
  let [queuedFiles, queuedBytes] = [0, 0];
  return (files, bytes) => {
    queuedFiles += files;
    queuedBytes += bytes;
    if (files === 0 || (queuedFiles * SHARE < maxFiles && queuedBytes * SHARE < maxBytes)) return false;
    [queuedFiles, queuedBytes] = [0, 0];
    return true;
  };
}
