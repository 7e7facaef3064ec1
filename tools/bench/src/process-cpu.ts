import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's accounting: USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

interface Accounted {
  readonly parent: number;
  /** Its own time and that of the children it has waited for. */
  readonly seconds: number;
}

/**
 * CPU seconds that a process has used up to now, with everything it has started: processes that live, and those that
 * ended and were waited for. Undefined where the kernel tells nobody (no /proc). The difference between two calls is
 * what happened in between, as long as no grandchild left the tree.
 */
export function treeCpuSeconds(root: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = new Map<number, Accounted>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? accountOf(Number(name)) : undefined;
    if (found !== undefined) all.set(Number(name), found);
  }
  const children = Map.groupBy(all.keys(), (pid) => all.get(pid)?.parent ?? 0);
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((seconds, child) => seconds + sum(child), all.get(pid)?.seconds ?? 0);
  return sum(root);
}

/** From /proc/<pid>/stat; its second field is a name in brackets that may hold anything. */
export function parseStat(stat: string): Accounted {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return {
    parent: Number(fields[1]),
    seconds: ((utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0)) / TICKS_PER_SECOND,
  };
}

function accountOf(pid: number): Accounted | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It ended while the list was read.
    return undefined;
  }
}
