import { rmSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '@sluice/control-plane/process';
import { LakeError } from '../errors.ts';
import { processesOf, removeLakeLeftovers } from './leftovers.ts';
import { type LockHolder, lockHolder, takeLock } from './lock.ts';
import { defaultHome, type LakePlaces, placesOf } from './places.ts';

/** What `down` found. */
export interface DownReport {
  /** Whether a lake was running. */
  readonly wasRunning: boolean;
  /** Processes that a killed lake had left, and that are gone now. */
  readonly leftovers: number;
}

/** Runs take themselves back for up to five seconds, and the emulator needs two. */
const PATIENCE_MILLISECONDS = 20_000;
const KILL_MILLISECONDS = 5_000;

/** Ends the lake of a home, waits for its last process, and removes what a killed one left. */
export async function takeLakeDown(home: string = defaultHome()): Promise<DownReport> {
  const places = placesOf(home);
  const holder = lockHolder(places.folder);
  if (holder !== undefined) await end(holder, places);
  const leftovers = processesOf(places).length;
  await clean(places);
  return { wasRunning: holder !== undefined, leftovers };
}

async function end(holder: LockHolder, places: LakePlaces): Promise<void> {
  signal(holder, 'SIGTERM');
  if (await isGone(holder, PATIENCE_MILLISECONDS)) return;
  signal(holder, 'SIGKILL');
  if (await isGone(holder, KILL_MILLISECONDS)) return;
  throw new LakeError('SLC6114', `process ${holder.pid} is still there`, { file: places.folder });
}

async function isGone(holder: LockHolder, milliseconds: number): Promise<boolean> {
  for (const patience = Date.now() + milliseconds; isAlive(holder); ) {
    if (Date.now() > patience) return false;
    await wait(50);
  }
  return true;
}

/** With the lock, so that nobody brings the lake up meanwhile; where there never was a lake, nothing is made. */
async function clean(places: LakePlaces): Promise<void> {
  let lock: ReturnType<typeof takeLock>;
  try {
    lock = takeLock(places.folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // Somebody brought a new one up at once: it cleans for itself.
    if (error instanceof LakeError && error.code === 'SLC6002') return;
    throw error;
  }
  try {
    await removeLakeLeftovers(places);
    // Of an `up` that was killed.
    rmSync(places.synthesis, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

function signal({ pid }: LockHolder, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself between looking and telling.
  }
}
