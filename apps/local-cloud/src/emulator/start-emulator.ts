import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalCloudError } from '../errors.ts';

/** What the emulator is told at its start. */
export interface EmulatorOptions {
  /** Where AWS clients will find it, on 127.0.0.1. */
  readonly port: number;
  /** Sluice's Glue and Athena service; it need not listen yet. */
  readonly serviceUrl: string;
  /** For temporary files; everything in its `tmp/` is gone after the end. The log is written beside it. */
  readonly runFolder: string;
  /** The Python that has ministack. */
  readonly python: string;
  /** Where stdout and stderr go; `<runFolder>/emulator.log` if left out. */
  readonly logFile?: string;
  /** How long the start may take, in milliseconds. */
  readonly readyWithin?: number;
}

/** A running emulator. */
export interface Emulator {
  readonly endpoint: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with the exit code once the process is gone, for whatever reason. */
  readonly ended: Promise<number | null>;
  /** Ends it with all its Lambdas, and waits. May be called twice. */
  stop(): Promise<void>;
}

/** The folder that holds the Python package `sluice_emulator`. */
const PACKAGE = fileURLToPath(new URL('../../emulator', import.meta.url));

/** After a stop was asked for; the launcher itself ends within two seconds. */
const STOP_MILLISECONDS = 5_000;

/**
 * Starts ministack with what Sluice restores in it, and waits until it answers.
 *
 * It lives as long as this process: its standard input is a pipe that nobody writes to, and whose end it takes as the
 * end of its parent.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  mkdirSync(options.runFolder, { recursive: true });
  const logFile = options.logFile ?? join(options.runFolder, 'emulator.log');
  const child = launch(options, logFile);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const endpoint = `http://127.0.0.1:${options.port}`;
  const emulator = { endpoint, pid: child.pid ?? 0, logFile, ended, stop: () => stop(child) };
  try {
    await ready(child, endpoint, logFile, options.readyWithin ?? 60_000);
    return emulator;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

function launch(options: EmulatorOptions, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(
      options.python,
      [
        '-m',
        'sluice_emulator',
        '--port',
        `${options.port}`,
        '--service-url',
        options.serviceUrl,
        '--run-folder',
        options.runFolder,
      ],
      {
        cwd: PACKAGE,
        stdio: ['pipe', log, log],
        env: { ...process.env, PATH: withThisNode(), PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
        // A Ctrl-C at the terminal reaches the whole group: who started the emulator decides when it ends.
        detached: true,
      },
    );
  } finally {
    closeSync(log);
  }
}

/** Lambdas are started by the name `node`: it must be the Node that runs this, which is the one of the lock file. */
function withThisNode(): string {
  return [join(process.execPath, '..'), process.env['PATH'] ?? ''].join(delimiter);
}

async function ready(child: ChildProcess, endpoint: string, logFile: string, milliseconds: number): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    if (failure !== undefined)
      throw new LocalCloudError('SLC6105', `the emulator could not be started: ${failure.message}`);
    if (child.exitCode !== null || child.signalCode !== null) throw refused(child, logFile);
    if (await answers(endpoint)) return;
    await wait(50);
  }
  throw new LocalCloudError(
    'SLC6105',
    `no answer from ${endpoint} within ${milliseconds / 1000} s; its log: ${logFile}`,
  );
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** What the launcher said in its own words, with the code that it chose: its first line is `SLC61xx what`. */
function refused(child: ChildProcess, logFile: string): LocalCloudError {
  const lines = readFileSync(logFile, 'utf8').split('\n');
  const said = lines.map((line) => /^(SLC61\d\d) (.*)$/.exec(line)).findLast((match) => match !== null);
  if (said?.[1] !== undefined) return new LocalCloudError(said[1], said[2] ?? '');
  return new LocalCloudError(
    'SLC6105',
    `the emulator ended (${child.exitCode ?? child.signalCode}) before it answered; its log: ${logFile}`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await gone;
  clearTimeout(timer);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
