import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * Mutual exclusion between processes by numbered files. The holder is whoever wrote the highest number, as long as it is alive and
 * has not written "released". A number is created by link(2), so exactly one process gets it and nobody ever reads half a file; numbers
 * only grow, so taking over from a dead holder cannot remove a live one (which deleting and re-creating one fixed name could).
 */

const NAME = /^setup\.lock\.(\d+)$/;

/**
 * When a process began, in clock ticks since boot; tells a process from a later one with the same id. Empty where /proc is missing.
 * @param {number} pid
 */
function startedAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; field 22 counts from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** @param {string} text @returns {boolean} */
function isHeld(text) {
  const [state, pidText, started] = text.split(' ');
  const pid = Number(pidText);
  if (state !== 'held' || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  return started === undefined || started === '' || startedAt(pid) === '' || startedAt(pid) === started;
}

/** @param {string} folder @returns {number} */
function highest(folder) {
  return Math.max(0, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Takes the lock if nobody alive holds it.
 * @param {string} folder
 * @returns {{ release: () => void } | { heldBy: number }}
 */
export function tryLock(folder) {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const current = highest(folder);
    const text = current === 0 ? '' : readOrEmpty(join(folder, `setup.lock.${current}`));
    if (isHeld(text)) return { heldBy: Number(text.split(' ')[1]) };
    const mine = join(folder, `setup.lock.${current + 1}`);
    const draft = join(folder, `draft.${process.pid}`);
    writeFileSync(draft, `held ${process.pid} ${startedAt(process.pid)}`);
    try {
      linkSync(draft, mine);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') continue;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    // Others may have gone further between the listing and the link: then this number never counted.
    if (highest(folder) > current + 1) {
      rmSync(mine, { force: true });
      continue;
    }
    for (const name of readdirSync(folder)) {
      if (Number(NAME.exec(name)?.[1] ?? Number.POSITIVE_INFINITY) <= current) rmSync(join(folder, name), { force: true });
    }
    return { release: () => writeFileSync(mine, 'released') };
  }
}

/**
 * Runs `work` while no other process does; waits for its turn.
 * @template T
 * @param {string} folder
 * @param {(pid: number) => void} onWait called once if another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, onWait, work) {
  let isWaiting = false;
  for (;;) {
    const lock = tryLock(folder);
    if ('heldBy' in lock) {
      if (!isWaiting) onWait(lock.heldBy);
      isWaiting = true;
      await sleep(200);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}
