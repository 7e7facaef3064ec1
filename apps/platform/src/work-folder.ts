import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs with a folder of its own for bundles, and removes it: the CDK copies what it uploads. Deployments of several
 * datasets run side by side, and must not build into each other's folders.
 */
export async function withWorkFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-platform-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C ends the process without coming back here.
  process.once('exit', remove);
  try {
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
