import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as one knows it again after a restart: a pid alone is used twice, a pid with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly started: string;
}

/** The identity of a process that runs now, or undefined. A zombie counts as gone. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    const fields = linuxStat(pid);
    return fields === undefined || fields[0] === 'Z' ? undefined : { pid, started: fields[19] ?? '' };
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** Whether a process group has a member that is not a zombie. */
export function groupLives(group: number): boolean {
  if (process.platform !== 'linux') return signalGroup(group, 0);
  return livingProcesses().some((pid) => Number(linuxStat(pid)?.[2]) === group);
}

/**
 * The living processes whose environment carries `mark`, in whatever group, for a child may have left its group; the
 * mark is also the guard against a group id that was used again. Where environments cannot be read, the group as a
 * whole (a negative number, as `kill` takes it).
 */
export function leftOf(group: number, mark: string): number[] {
  if (process.platform !== 'linux') return groupLives(group) ? [-group] : [];
  return livingProcesses().filter((pid) => hasMark(pid, mark));
}

/**
 * The leader of the group whose environment carries `mark`, wherever it is: finds a child whose pid was never written
 * down.
 */
export function findMarkedLeader(mark: string): ProcessIdentity | undefined {
  if (process.platform !== 'linux') return undefined;
  const leader = livingProcesses().find((pid) => Number(linuxStat(pid)?.[2]) === pid && hasMark(pid, mark));
  return leader === undefined ? undefined : identify(leader);
}

/** Sends a signal to a whole group; false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

function livingProcesses(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const state = /^[0-9]+$/.test(name) ? linuxStat(Number(name))?.[0] : undefined;
    return state === undefined || state === 'Z' ? [] : [Number(name)];
  });
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
}

/**
 * The fields of /proc/<pid>/stat from the state on: [0] state, [1] parent, [2] group, [19] start time in ticks since
 * boot.
 */
function linuxStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may hold any character, so the rest begins after the last one.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
