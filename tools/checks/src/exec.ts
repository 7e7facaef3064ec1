import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Run, RunOptions } from './part.ts';

const GRACE_MS = 10_000;
const running = new Set<ChildProcess>();
let isStopping = false;

/**
 * Runs a program as a process group of its own and waits for it. Its output goes to `onOutput` in the order in which it
 * comes. The group is gone when this returns: a test that leaves a process behind does not disturb the next part.
 */
export async function execute(
  root: string,
  program: string,
  args: readonly string[],
  options: RunOptions,
  onOutput: (text: string) => void,
): Promise<Run> {
  if (isStopping) return { status: 130, output: '' };
  let output = '';
  const child = spawn(program, args, {
    cwd: join(root, options.cwd ?? '.'),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  const keep = (text: string) => {
    output += text;
    onOutput(text);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      keep(`${program}: ${error.message}\n`);
      resolve(127);
    });
    // Not 'close': a forgotten grandchild that holds the pipe must not hold the run.
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  await settle(child);
  running.delete(child);
  return { status, output };
}

/** Waits for what is still in the pipes, then ends whatever is left of the group. */
async function settle(child: ChildProcess): Promise<void> {
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 500).unref());
  if (child.stdout?.closed !== true || child.stderr?.closed !== true) await Promise.race([closed, patience]);
  signalGroup(child, 'SIGKILL');
}

/** Stops what runs, now politely, after a grace for good. Nothing is started any more. */
export function stopAll(): void {
  isStopping = true;
  for (const child of running) {
    signalGroup(child, 'SIGINT');
    setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS).unref();
  }
}

/** Whether the user has asked to stop. */
export function isStopped(): boolean {
  return isStopping;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}
