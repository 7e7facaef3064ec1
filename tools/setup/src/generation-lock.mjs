import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeProcess, livingProcess } from './process-identity.mjs';

/*
 * Mutual exclusion between processes by numbered files. The holder is whoever wrote the highest number, as long as it
 * is alive and has not written "released". A number is created by link(2), so exactly one process gets it and nobody
 * ever reads half a file; numbers only grow, so taking over from a dead holder cannot remove a live one (which deleting
 * and re-creating one fixed name could).
 */

const NAME = /^setup\.lock\.(\d+)$/;

/** The holder that a lock file names, if it still holds it. @param {string} text @returns {number | undefined} */
function holderOf(text) {
  return text.startsWith('held ') ? livingProcess(text.slice('held '.length)) : undefined;
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
    const holder = holderOf(text);
    if (holder !== undefined) return { heldBy: holder };
    const mine = join(folder, `setup.lock.${current + 1}`);
    const draft = join(folder, `draft.${process.pid}`);
    writeFileSync(draft, `held ${describeProcess(process.pid)}`);
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
      if (Number(NAME.exec(name)?.[1] ?? Number.POSITIVE_INFINITY) <= current)
        rmSync(join(folder, name), { force: true });
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
