import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { LakeError } from '../../errors.ts';
import { CHECKOUT } from '../places.ts';
import { type AppMessage, failureOf, type LakeProgress } from './messages.ts';

/** What a local AWS is started with. */
export interface AppOptions {
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly progress?: LakeProgress | undefined;
  /** Ends it while it is not ready; who wants to end it later calls `stop`. */
  readonly signal?: AbortSignal | undefined;
}

/** A part of the local AWS that runs in a process of its own, and not longer than this one. */
export interface StartedApp<Ready> {
  readonly ready: Ready;
  /** Whether its process is gone. */
  readonly isGone: () => boolean;
  /** Why it ended though nobody asked it to. */
  readonly failure: () => Error;
  /** Ends it and waits; what it could not close is thrown. */
  stop(): Promise<void>;
}

const MAIN = join(CHECKOUT, 'apps', 'local-cloud', 'src', 'main.ts');

/** So much of what it says beside the protocol is kept, for the case that it ends without a word. */
const KEPT_CHARACTERS = 2_000;

/**
 * Starts the app `apps/local-cloud` with a command of its own and waits until it is ready. Its README describes the
 * protocol; the pipe to its standard input is what it takes as a sign of our life.
 */
export async function startApp<Ready>(
  command: string,
  args: readonly string[],
  { environment = process.env, progress, signal }: AppOptions,
): Promise<StartedApp<Ready>> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [MAIN, command, ...args], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal reaches the whole group: who started it decides when it ends.
    detached: true,
  });
  // It may end before it has read anything; that is seen by its end.
  child.stdin?.on('error', () => undefined);
  const told: { failed?: Error; other: string } = { other: '' };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    told.other = (told.other + text).slice(-KEPT_CHARACTERS);
  });
  const closed = endOf(child, told);
  const ready = readyOf<Ready>(child, told, progress);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
    if (told.failed !== undefined) throw told.failed;
  };
  const abort = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const answer = await Promise.race([ready, closed.then(() => undefined)]);
    if (signal?.aborted) {
      await closed;
      throw signal.reason;
    }
    if (answer === undefined) throw told.failed ?? silent(command, child, told.other);
    const isGone = () => child.exitCode !== null || child.signalCode !== null;
    return { ready: answer, isGone, failure: () => told.failed ?? silent(command, child, told.other), stop };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function endOf(child: ChildProcess, told: { failed?: Error }): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      told.failed ??= error;
      resolve();
    });
    child.once('close', () => resolve());
  });
}

function readyOf<Ready>(
  child: ChildProcess,
  told: { failed?: Error; other: string },
  progress: LakeProgress | undefined,
): Promise<Ready> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = messageIn<Ready>(line);
      if (message === undefined) told.other += `${line}\n`;
      else if ('begin' in message) progress?.begin(message.begin);
      else if ('end' in message) progress?.end(message.end);
      else if ('ready' in message) resolve(message.ready);
      else told.failed = failureOf(message.failed);
    });
  });
}

/** A line of the protocol; undefined for what a library says on standard output. */
function messageIn<Ready>(line: string): AppMessage<Ready> | undefined {
  try {
    return JSON.parse(line) as AppMessage<Ready>;
  } catch {
    return undefined;
  }
}

function silent(command: string, { exitCode, signalCode }: ChildProcess, said: string): LakeError {
  const last = said.trim() === '' ? '' : `; it said last: ${said.trim().split('\n').slice(-8).join('\n')}`;
  return new LakeError('SLC6118', `the local AWS (${command}) ended with ${signalCode ?? exitCode}${last}`);
}
