import { spawn } from 'node:child_process';
import { closeSync, linkSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastWordsIn } from '../../process/last-words.ts';
import { isAlive, leftOf, readIdentity, SHELL_IDENTITY, signalAll } from '../../process/process-identity.ts';

/** What runs, and with what. */
export interface RunCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  /** All of its environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** The run's own folder: who leads it, its output, its exit status, and whatever it drops. */
  readonly folder: string;
}

/** What the folder of a run and the machine say of its process. */
export type Life =
  | { readonly kind: 'starting' }
  | { readonly kind: 'going' }
  /** Nothing of it runs any more, nor ever will. No status: it was killed, or never began. */
  | { readonly kind: 'over'; readonly status: number | undefined; readonly endedAt: Date };

/**
 * The leader of a run's process group. It says who it is before anything else, by a hard link: only one content can get
 * the name, its own or that of whoever has given it up. Then it writes down the exit status of what it runs, so that
 * nobody needs to be there. An interruption of the group is for what it runs: it stays, to write down how that ended.
 */
const LEADER =
  `{ ${SHELL_IDENTITY}; } > "leader.$$" && ln "leader.$$" leader || exit 125; rm -f "leader.$$"; ` +
  'trap : INT; "$@" </dev/null; status=$?; printf %s "$status" > exit.tmp && mv exit.tmp exit; exit "$status"';

/** A process that was started and has not said who it is after so long never began. */
const BEGIN_MILLISECONDS = 10_000;
/** What outlives the leader, such as a JVM on its way out, gets this long. */
const SWEEP_MILLISECONDS = 3_000;
/** Stands for a leader that must not begin any more. */
const NOBODY = '0\n-\n';

/** Starts a run as a process group of its own, with its output in files. It outlives this process. */
export async function startRunProcess({ program, arguments: args, environment, folder }: RunCommand): Promise<void> {
  const [out, err] = ['stdout.log', 'stderr.log'].map((name) => openSync(join(folder, name), 'a'));
  try {
    const child = spawn('/bin/sh', ['-c', LEADER, 'sluice-run', program, ...args], {
      cwd: folder,
      detached: true,
      env: environment,
      stdio: ['ignore', out, err],
    });
    child.unref();
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } finally {
    for (const file of [out, err]) if (file !== undefined) closeSync(file);
  }
}

/**
 * Looks after a run: how it stands, by what lies in its folder and what runs on this machine. Anyone may look, at any
 * time, also long after whoever started it.
 *
 * @param mark the entry of the environment that all its processes carry
 */
export function lifeOf(folder: string, startedAt: Date, mark: string, now: Date): Life {
  const leader = textOf(join(folder, 'leader')) ?? givenUp(folder, startedAt, now);
  if (leader === undefined) return { kind: 'starting' };
  const identity = readIdentity(leader);
  if (identity === undefined) return { kind: 'over', status: undefined, endedAt: startedAt };
  if (isAlive(identity)) return { kind: 'going' };
  const left = leftOf(identity.pid, mark);
  // After the look at the processes: who leads the run writes its status before it ends.
  const status = textOf(join(folder, 'exit'));
  const endedAt = status === undefined ? now : statSync(join(folder, 'exit')).mtime;
  if (left.length === 0) return { kind: 'over', status: status === undefined ? undefined : Number(status), endedAt };
  // Without its leader nobody would learn how the rest ends.
  if (status === undefined || now.getTime() > endedAt.getTime() + SWEEP_MILLISECONDS) signalAll(left, 'SIGKILL');
  return { kind: 'going' };
}

/** Asks a run to end: the job takes itself back; what does not listen is killed by a second call. */
export function stopRun(folder: string, mark: string, signal: 'SIGINT' | 'SIGKILL'): void {
  writeFileSync(join(folder, 'stopped'), '');
  const identity = readIdentity(textOf(join(folder, 'leader')) ?? '');
  if (identity === undefined) return;
  if (signal === 'SIGINT') signalAll(isAlive(identity) ? [-identity.pid] : [], signal);
  else signalAll(leftOf(identity.pid, mark), signal);
}

/** Whether somebody asked the run to end. */
export function wasStopped(folder: string): boolean {
  return textOf(join(folder, 'stopped')) !== undefined;
}

/** Why a run failed, as its error log tells. */
export function lastWords(folder: string): string | undefined {
  return lastWordsIn(textOf(join(folder, 'stderr.log')) ?? '');
}

/** Takes the leader's name, so that a process that is only now about to begin cannot. */
function givenUp(folder: string, startedAt: Date, now: Date): string | undefined {
  if (now.getTime() < startedAt.getTime() + BEGIN_MILLISECONDS) return undefined;
  const own = join(folder, `nobody.${process.pid}`);
  try {
    writeFileSync(own, NOBODY);
    linkSync(own, join(folder, 'leader'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return textOf(join(folder, 'leader'));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
