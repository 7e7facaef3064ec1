import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { LakeError } from '../errors.ts';
import type { Lake } from './layout.ts';

/** Who holds a lock. The start time tells a process from a later one that got the same number. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string | null;
  readonly token: string;
}

/** Held while files are loaded into a lake; given back on every way out of the process. */
export interface LakeLock {
  release(): Promise<void>;
}

/** Takes the lake for writing. A lock whose process is gone is taken over, one that is alive is refused (SLC8015). */
export function lockLake(lake: Lake): Promise<LakeLock> {
  return takeLock(lockPath(lake), 'is loading files into this lake');
}

/** Whether a process is loading files into the lake right now. */
export async function isLoading(lake: Lake): Promise<boolean> {
  const holder = await holderOf(lockPath(lake));
  return holder !== undefined && isAlive(holder);
}

function lockPath(lake: Lake): string {
  return join(lake.root, 'control', 'locks', 'run.lock');
}

/** Takes a lock file; `doing` says what its holder does, for whoever is refused. */
async function takeLock(path: string, doing: string): Promise<LakeLock> {
  await mkdir(dirname(path), { recursive: true });
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    token: randomBytes(8).toString('hex'),
  };
  for (let round = 0; round < 10; round += 1) {
    if (await putLock(path, mine)) return heldLock(path, mine);
    const other = await holderOf(path);
    if (other !== undefined && isAlive(other))
      throw new LakeError('SLC8015', `process ${other.pid} on ${other.host} ${doing}`, { file: path });
    await removeStale(path, other);
  }
  throw new LakeError('SLC8015', 'the lock changes hands all the time', { file: path });
}

/** The lock appears whole (hard link), so that nobody reads half a holder. */
async function putLock(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.token}`;
  try {
    await writeFile(draft, JSON.stringify(mine));
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function heldLock(path: string, mine: Holder): LakeLock {
  const onExit = () => {
    try {
      if ((JSON.parse(readFileSync(path, 'utf8')) as Holder).token === mine.token) rmSync(path);
    } catch {
      // Gone already, with the lake or by another hand: nothing to give back.
    }
  };
  process.on('exit', onExit);
  return {
    async release() {
      process.off('exit', onExit);
      onExit();
    },
  };
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder> | null;
    // What is no holder holds nothing.
    return typeof holder?.pid === 'number' && typeof holder.host === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a stale lock only if it is still the one that was judged. */
async function removeStale(path: string, judged: Holder | undefined): Promise<void> {
  const now = await holderOf(path);
  if (now?.token === judged?.token) await rm(path, { force: true });
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.started === null || startOf(holder.pid) === holder.started;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat); null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
