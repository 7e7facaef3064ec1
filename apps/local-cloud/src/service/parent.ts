import process from 'node:process';
import type { AppMessage, LakeProgress } from '@sluice/lake/local';

/** Says a line to whoever started this process; resolves when it is handed over. */
export function tell(message: AppMessage): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve()));
}

/** The progress of a lake, told line by line. */
export const TOLD_PROGRESS: LakeProgress = {
  begin: (begin) => void tell({ begin }),
  end: (end) => void tell({ end }),
};

/** How this process is told to end. */
export interface Life {
  /** Aborted by a signal, and when the parent is gone. */
  readonly signal: AbortSignal;
  readonly ended: Promise<'told' | 'orphaned'>;
}

/**
 * Hangs this process on the one that started it: it ends with SIGTERM, SIGINT or SIGHUP, and with its standard input,
 * which the system closes however the parent ends.
 */
export function hangOnParent(): Life {
  const end = new AbortController();
  const ended = new Promise<'told' | 'orphaned'>((resolve) => {
    const finish = (how: 'told' | 'orphaned') => () => {
      resolve(how);
      end.abort(new Error(how === 'told' ? 'it was told to end' : 'the process that started it is gone'));
    };
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, finish('told'));
    process.stdin.on('end', finish('orphaned')).on('error', finish('orphaned')).resume();
  });
  // A parent that is gone reads nothing; its end is known by the other pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { signal: end.signal, ended };
}
