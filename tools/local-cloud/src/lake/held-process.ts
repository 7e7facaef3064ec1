import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** A program that runs to its end. */
export interface HeldProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Both outputs are added to it. */
  readonly log: string;
  readonly signal: AbortSignal;
}

/**
 * A shell in front of the program, with a group of its own: when the pipe to this process ends, which it does however this process ends, the whole
 * group is killed.
 */
const GUARDED =
  'exec 3<&0; { trap "" INT TERM; read -r _ <&3; kill -KILL 0; } & guard=$!; ' +
  '"$@" </dev/null 3<&-; status=$?; kill -KILL "$guard"; exit "$status"';

/** How long a program may take to end in order. */
const GRACE_MILLISECONDS = 3_000;

/** Runs a program that never outlives this process; its exit code. An abort ends it, and waits. */
export async function runHeld({ program, args, cwd, env, log, signal }: HeldProgram): Promise<number> {
  signal.throwIfAborted();
  const output = openSync(log, 'a');
  const child = spawn('/bin/sh', ['-c', GUARDED, 'sluice-held', program, ...args], {
    cwd,
    env,
    stdio: ['pipe', output, output],
    detached: true,
  });
  closeSync(output);
  const kill = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  let deadline: NodeJS.Timeout | undefined;
  const abort = (): void => {
    kill('SIGTERM');
    deadline = setTimeout(() => kill('SIGKILL'), GRACE_MILLISECONDS);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve(status ?? 1));
    });
    // The leader may go before what it ran, when the whole group was told to end.
    if (signal.aborted) kill('SIGKILL');
    signal.throwIfAborted();
    return code;
  } finally {
    signal.removeEventListener('abort', abort);
    clearTimeout(deadline);
  }
}
