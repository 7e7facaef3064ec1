import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GLUE_SOURCE, pythonPath } from './machine.ts';
import { CHECKOUT } from './places.ts';

/** Names the folder in which the job looks for a class data archive of its JVM. */
export const CACHE_VARIABLE = 'SLUICE_CACHE';

/** Where archives are kept, unless the user says otherwise. */
export function archiveFolder(environment: NodeJS.ProcessEnv): string {
  return environment[CACHE_VARIABLE] ?? join(CHECKOUT, '.cache', 'spark');
}

/**
 * Makes the archive with which Spark starts in a third of the time, once per JDK and Spark. Answers whether it was made
 * now. A matter of speed alone: when it cannot be made, everything works as well, only slower.
 */
export async function makeClassArchive(
  environment: NodeJS.ProcessEnv,
  plan: string,
  sample: string,
  signal: AbortSignal,
): Promise<boolean> {
  const folder = archiveFolder(environment);
  const before = archives(folder);
  const script = join(import.meta.dirname, 'archive_classes.py');
  // A group of its own, so that the JVM goes with it.
  const child = spawn(pythonPath(environment), [script, plan, sample], {
    env: { ...environment, [CACHE_VARIABLE]: folder, PYTHONPATH: GLUE_SOURCE },
    stdio: 'ignore',
    detached: true,
  });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  };
  signal.addEventListener('abort', end, { once: true });
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  signal.removeEventListener('abort', end);
  return archives(folder) > before;
}

function archives(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jsa')).length;
  } catch {
    return 0;
  }
}
