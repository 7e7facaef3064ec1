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
 * A shell in front of the program, with a group of its own: when the pipe to this process ends, which it does however
 * this process ends, the whole group is killed.
 */
const GUARDED =
  'exec 3<&0; { trap "" INT; read -r _ <&3; kill -KILL 0; } & guard=$!; ' +
  '"$@" </dev/null 3<&-; status=$?; kill -KILL "$guard"; exit "$status"';

/** Runs a program that never outlives this process; its exit code. An abort kills it with its children, and waits. */
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
  const abort = (): void => {
    try {
      // What is run here has nothing to take back: its temporary files are removed by who started it, deployments are
      // CloudFormation's.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve(status ?? 1));
    });
    signal.throwIfAborted();
    return code;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
