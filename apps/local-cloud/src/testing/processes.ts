import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

/** A process that has to do with a folder. */
export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Living processes that name a folder in their command line or in their environment; the one that asks is not among
 * them.
 */
export function processesOn(folder: string): FoundProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const command = textOf(`/proc/${pid}/cmdline`);
    const isZombie = /\) Z /.test(textOf(`/proc/${pid}/stat`));
    const isOnIt = command.includes(folder) || textOf(`/proc/${pid}/environ`).includes(folder);
    return isOnIt && !isZombie ? [{ pid, command: command.replaceAll('\0', ' ').trim() }] : [];
  });
}

/** Waits until no process has to do with a folder; what is left after the patience. */
export async function leftOn(folder: string, patienceMilliseconds: number): Promise<FoundProcess[]> {
  for (const deadline = Date.now() + patienceMilliseconds; ; await wait(50)) {
    const left = processesOn(folder);
    if (left.length === 0 || Date.now() > deadline) return left;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
