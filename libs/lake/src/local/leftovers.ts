import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { leftOf } from '@sluice/control-plane/process';
import type { LakePlaces } from './places.ts';
import { removeRecord } from './record.ts';

const PATIENCE_MILLISECONDS = 2_000;

/**
 * Processes of a lake, known by the temporary folder that only they have. On systems without /proc they are not found;
 * pipes end them there too.
 */
export function processesOf(places: LakePlaces): number[] {
  if (process.platform !== 'linux') return [];
  const folders = [places.temporary, join(places.emulator, 'tmp')];
  return folders.flatMap((folder) => leftOf(0, `TMPDIR=${folder}`)).filter((pid) => pid !== process.pid);
}

/**
 * Removes what is left of a lake that ended: processes that are on their way out get a moment, then they are killed;
 * temporary files, state and the record go. Only for who holds the lock.
 */
export async function removeLakeLeftovers(
  places: LakePlaces,
  patienceMilliseconds = PATIENCE_MILLISECONDS,
): Promise<void> {
  const patience = Date.now() + patienceMilliseconds;
  for (let left = processesOf(places); left.length > 0; left = processesOf(places)) {
    if (Date.now() > patience) for (const pid of left) kill(pid);
    await wait(50);
  }
  removeRecord(places);
  await rm(places.run, { recursive: true, force: true, maxRetries: 3 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself between looking and killing.
  }
}
