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
  return groupMembers(group).length > 0;
}

/** The living members of a group whose environment carries `mark`: the guard against a group id that was used again. */
export function markedMembers(group: number, mark: string): number[] {
  return groupMembers(group).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
    } catch {
      return false;
    }
  });
}

/** The leader of the group whose environment carries `mark`, wherever it is: finds a child whose pid was never written down. */
export function findMarkedLeader(mark: string): ProcessIdentity | undefined {
  if (process.platform !== 'linux') return undefined;
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue;
    const pid = Number(name);
    if (Number(linuxStat(pid)?.[2]) === pid && markedMembers(pid, mark).includes(pid)) return identify(pid);
  }
  return undefined;
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

function groupMembers(group: number): number[] {
  const members: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue;
    const fields = linuxStat(Number(name));
    if (fields !== undefined && fields[0] !== 'Z' && Number(fields[2]) === group) members.push(Number(name));
  }
  return members;
}

/** The fields of /proc/<pid>/stat from the state on: [0] state, [1] parent, [2] group, [19] start time in ticks since boot. */
function linuxStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may hold any character, so the rest begins after the last one.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
