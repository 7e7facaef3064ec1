import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '@sluice/control-plane/process';
import { LakeError } from '../errors.ts';

/** Who serves a lake, and where. */
export interface LockHolder extends ProcessIdentity {
  /** Null while the holder is starting. */
  readonly endpoint: string | null;
}

/** The lock of a lake, held. */
export interface Lock {
  /** Tells others where the service listens. */
  announce(endpoint: string): void;
  release(): void;
}

/** The service that runs on this lake now, or undefined. */
export function lockHolder(serviceFolder: string): LockHolder | undefined {
  const holder = readLock(lockFile(serviceFolder));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/**
 * The port of the service that served this lake last and did not release it, for runs that outlived it know no other.
 */
export function lastPort(serviceFolder: string): number | undefined {
  const port = Number(/:(\d+)$/.exec(readLock(lockFile(serviceFolder))?.endpoint ?? '')?.[1]);
  return Number.isInteger(port) ? port : undefined;
}

/**
 * Takes the lock of a lake. A lock whose process is gone is taken over; one whose process lives refuses with SLC6002.
 */
export function takeLock(serviceFolder: string): Lock {
  const file = lockFile(serviceFolder);
  const self = identify(process.pid) ?? { pid: process.pid, started: '' };
  const draft = `${file}.${process.pid}-${Date.now()}`;
  const write = (endpoint: string | null, path: string): void =>
    writeFileSync(path, `${JSON.stringify({ ...self, endpoint })}\n`);
  try {
    write(null, draft);
    for (let tries = 0; ; tries += 1) {
      try {
        // link() fails when the name exists and shows a complete file when it succeeds: create-if-absent without a
        // half-written moment.
        linkSync(draft, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readLock(file);
      if ((holder !== undefined && isAlive(holder)) || tries >= 5) throw served(serviceFolder, holder);
      removeStale(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    announce: (endpoint) => {
      write(endpoint, draft);
      renameSync(draft, file);
    },
    release: () => {
      const holder = readLock(file);
      if (holder?.pid === self.pid && holder.started === self.started) rmSync(file, { force: true });
    },
  };
}

function removeStale(file: string, seen: LockHolder | undefined): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Between reading and renaming, another starter may have replaced the stale lock with its own: then that one is put
  // back.
  const moved = readLock(aside);
  if (moved !== undefined && (moved.pid !== seen?.pid || moved.started !== seen.started)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third starter holds it by now; it will find the second one's process alive no more than we do.
    }
  }
  unlinkSync(aside);
}

function readLock(file: string): LockHolder | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<LockHolder>;
    if (typeof value.pid !== 'number' || typeof value.started !== 'string') return undefined;
    return {
      pid: value.pid,
      started: value.started,
      endpoint: typeof value.endpoint === 'string' ? value.endpoint : null,
    };
  } catch {
    return undefined;
  }
}

function served(serviceFolder: string, holder: LockHolder | undefined): LakeError {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid}${holder.endpoint === null ? '' : ` at ${holder.endpoint}`}`;
  return new LakeError('SLC6002', `${serviceFolder} is served by ${who}`, { file: serviceFolder });
}

function lockFile(serviceFolder: string): string {
  return join(serviceFolder, 'lock.json');
}
