import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Conflict, Unclear } from '../object-store.ts';

/** Replaces a file by another if its content is still the one that was read, under the lock that the job takes. */
export interface Swapper {
  /**
   * @param temporary complete and synced, on the same file system; afterwards it is gone if the swap was won
   * @param token SHA-256 of the content that is to be replaced
   * @throws Conflict when it is another; Unclear when no answer came
   */
  swap(path: string, temporary: string, token: string): Promise<void>;
  /** Ends the process that swaps. It also ends by itself with this one. */
  close(): void;
}

interface Waiting {
  readonly path: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const SCRIPT = join(import.meta.dirname, 'swap.py');

/**
 * Swaps by a process of Python, which is started with the first swap and answers in order. Node cannot lock a file
 * (`flock`), and two locks that do not know each other are none.
 */
export function createSwapper(python: string): Swapper {
  let child: ChildProcessWithoutNullStreams | undefined;
  let waiting: Waiting[] = [];

  const giveUp = (ended: ChildProcessWithoutNullStreams, why: string) => {
    if (child !== ended) return;
    child = undefined;
    const unanswered = waiting;
    waiting = [];
    for (const { path, reject } of unanswered) reject(new Unclear(`${path}: ${why}`));
  };

  function start(): ChildProcessWithoutNullStreams {
    // A group of its own: Ctrl-C must not cut it off between lock and rename.
    const started = spawn(python, ['-I', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    started.once('error', (error) => giveUp(started, error.message));
    started.once('exit', () => giveUp(started, 'the process that swaps has ended'));
    started.stdin.on('error', () => giveUp(started, 'the process that swaps takes no request'));
    started.stderr.resume();
    createInterface(started.stdout).on('line', (line) => {
      const first = waiting.shift();
      if (first === undefined) return;
      if (line === 'won') first.resolve();
      else if (line === 'conflict') first.reject(new Conflict(first.path));
      else first.reject(new Error(`${first.path}: ${line.replace(/^error /, '')}`));
      if (waiting.length === 0) rest(started);
    });
    return started;
  }

  /** While nobody waits for an answer it must not keep this process alive. */
  const rest = (of: ChildProcessWithoutNullStreams) => {
    of.unref();
    for (const stream of [of.stdin, of.stdout, of.stderr]) (stream as unknown as { unref(): void }).unref();
  };
  const wake = (of: ChildProcessWithoutNullStreams) => {
    of.ref();
    (of.stdout as unknown as { ref(): void }).ref();
  };

  return {
    swap: (path, temporary, token) =>
      new Promise((resolve, reject) => {
        child ??= start();
        wake(child);
        waiting.push({ path, resolve, reject });
        child.stdin.write(`${JSON.stringify({ path, temporary, token })}\n`);
      }),
    close() {
      child?.stdin.end();
    },
  };
}
