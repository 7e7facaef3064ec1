import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, SetupError } from './errors.mjs';
import { describeProcess, livingProcess } from './process-identity.mjs';

/** @type {readonly NodeJS.Signals[]} */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const GRACE_MS = 5_000;
/** Names the step that runs, so that the next set-up can end it if this one was killed. */
const STEP_NOTE = 'step.pid';

/**
 * Asks a program about itself. Undefined if it cannot be started or fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {{ stdout: string, stderr: string } | undefined}
 */
export function ask(program, args) {
  const answer = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });
  return answer.status === 0 ? { stdout: answer.stdout, stderr: answer.stderr } : undefined;
}

/**
 * A long step of the setting up. Its output goes to a log file; it is a process group of its own, so that stopping it
 * stops whatever it has started, and it is gone before this returns.
 * @param {object} step
 * @param {string} step.program
 * @param {readonly string[]} step.args
 * @param {string} step.cwd
 * @param {string} step.log
 * @param {string} step.errorCode the code if it fails
 * @param {NodeJS.ProcessEnv} [step.env]
 * @param {(line: string) => void} [step.onLine]
 * @returns {Promise<void>}
 */
export async function runStep({ program, args, cwd, log, errorCode, env = process.env, onLine }) {
  mkdirSync(dirname(log), { recursive: true });
  const logStream = createWriteStream(log);
  /** @type {string[]} */
  const lastLines = [];
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const note = join(dirname(log), STEP_NOTE);
  if (child.pid !== undefined) writeFileSync(note, describeProcess(child.pid));
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  /** @type {NodeJS.Timeout | undefined} */
  let hardStop;
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal;
    signalGroup(child.pid, 'SIGTERM');
    hardStop ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (/** @type {string} */ text) => {
      logStream.write(text);
      for (const line of text.split(/\r?\n/).filter((part) => part.trim() !== '')) {
        onLine?.(line);
        lastLines.push(line);
        if (lastLines.length > 15) lastLines.shift();
      }
    });
  }
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    // The leader has ended; whatever it left in its group has not been asked for.
    signalGroup(child.pid, 'SIGKILL');
    if (stoppedBy !== undefined) throw new Interrupted(stoppedBy);
    if (status !== 0) {
      throw new SetupError(
        errorCode,
        `${program} ${args.slice(0, 3).join(' ')} ended with ${status}; the whole log is ${log}.`,
        {
          details: lastLines,
        },
      );
    }
  } catch (error) {
    if (error instanceof SetupError || error instanceof Interrupted) throw error;
    throw new SetupError('SLC1010', `${program}: ${/** @type {Error} */ (error).message}`, { cause: error });
  } finally {
    clearTimeout(hardStop);
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
    logStream.end();
    rmSync(note, { force: true });
  }
}

/**
 * Ends the step of a set-up that was killed: it would go on writing into the folders that are about to be made anew.
 * @param {string} folder where the logs are
 */
export async function endLeftoverStep(folder) {
  const note = join(folder, STEP_NOTE);
  if (!existsSync(note)) return;
  const pid = livingProcess(readFileSync(note, 'utf8'));
  signalGroup(pid, 'SIGKILL');
  // Killed is not gone: a process in the middle of a write ends it first.
  for (let tries = 0; pid !== undefined && tries < 20 && isGroupAlive(pid); tries += 1) await sleep(50);
  rmSync(note, { force: true });
}

/** @param {number} pid */
function isGroupAlive(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

/**
 * Hands over to the program that the user asked for, and ends as it ends.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 128 + n after signal n
 */
export async function handOver(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: 'inherit' });
  /** A terminal sends Ctrl-C to the child as well; a second one from here would make it skip its cleaning up. */
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new SetupError('SLC1010', `${program}: ${error.message}`, { cause: error })));
      child.on('close', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, forward);
  }
}
