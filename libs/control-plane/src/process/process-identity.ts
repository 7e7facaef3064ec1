import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as one knows it again after a restart: a pid alone is used twice, a pid with its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly started: string;
}

/**
 * What a shell says of itself, as two lines that `readIdentity` reads: its pid and its start, the boot included where
 * the start is counted from it.
 */
export const SHELL_IDENTITY =
  'echo "$$"; if [ -r /proc/self/stat ]; then ' +
  'echo "$(cat /proc/sys/kernel/random/boot_id) $(cut -d" " -f22 "/proc/$$/stat")"; ' +
  'else LC_ALL=C ps -o lstart= -p "$$"; fi';

/** The identity in a text that a shell wrote by `SHELL_IDENTITY`. */
export function readIdentity(text: string): ProcessIdentity | undefined {
  const [pid = '', started = ''] = text.split('\n');
  return /^[1-9][0-9]*$/.test(pid) && started.trim() !== '' ? { pid: Number(pid), started: started.trim() } : undefined;
}

/** The identity of a process that runs now, or undefined. A zombie counts as gone. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether that very process still runs. A zombie counts as gone. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return startOf(pid) === started;
}

/** Whether a process group has a member that is not a zombie. */
export function groupLives(group: number): boolean {
  if (process.platform !== 'linux') return signalGroup(group, 0);
  return livingProcesses().some((pid) => Number(statOf(pid)?.[2]) === group);
}

/**
 * The living processes whose environment carries `mark`, in whatever group, for a child may have left its group; the
 * mark is also the guard against a group id that was used again. Where environments cannot be read, the group as a
 * whole (a negative number, as `kill` takes it).
 */
export function leftOf(group: number, mark: string): readonly number[] {
  if (process.platform !== 'linux') return groupLives(group) ? [-group] : [];
  return livingProcesses().filter((pid) => hasMark(pid, mark));
}

/**
 * The leader of the group whose environment carries `mark`, wherever it is: finds a child whose pid was never written
 * down.
 */
export function findMarkedLeader(mark: string): ProcessIdentity | undefined {
  if (process.platform !== 'linux') return undefined;
  const leader = livingProcesses().find((pid) => Number(statOf(pid)?.[2]) === pid && hasMark(pid, mark));
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

/** Sends a signal to processes or groups; who is gone meanwhile gets none. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself between looking and sending.
    }
  }
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const fields = statOf(pid);
    return fields === undefined || fields[0] === 'Z' ? undefined : `${bootId()} ${fields[19]}`;
  }
  try {
    const environment = { ...process.env, LC_ALL: 'C' };
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: environment });
    return line.trim() === '' ? undefined : line.trim();
  } catch {
    return undefined;
  }
}

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

function livingProcesses(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    const state = /^[0-9]+$/.test(name) ? statOf(Number(name))?.[0] : undefined;
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

/** The fields of /proc/<pid>/stat from the state on: [0] state, [2] group, [19] start in ticks since boot. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may hold any character, so the rest begins after the last one.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
