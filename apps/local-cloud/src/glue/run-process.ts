import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, lastWordsIn, type ProcessIdentity } from '@sluice/control-plane/process';
import { localEnvironment } from '@sluice/lake/local';

/** What runs, and with what. */
export interface RunCommand {
  readonly python: string;
  /** What holds the package `sluice_glue`, as PYTHONPATH takes it. */
  readonly code: string;
  readonly runId: string;
  readonly arguments: Readonly<Record<string, string>>;
  /** The service's own address, for the catalog. */
  readonly endpoint: string;
  /** Working folder of the run: logs, exit status, and whatever Spark drops. */
  readonly folder: string;
  /** Added to the environment. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /**
   * Whether the run ends when this process does, however that ends. Otherwise it lives on, for the next service to
   * adopt.
   */
  readonly endsWithParent: boolean;
}

/** A process that was started here. */
export interface StartedRun {
  readonly identity: ProcessIdentity;
  /** Resolves when the group's leader has ended. */
  readonly ended: Promise<void>;
}

/**
 * The leader of the run's process group: it writes down the exit status of what it runs, so that a service which was
 * away in that moment still learns it. An interruption of the group is for what it runs: it stays, to write down how
 * that ended.
 */
const LEADER =
  'trap : INT; "$@" </dev/null 3<&-; status=$?; [ -z "$guard" ] || kill -KILL "$guard"; ' +
  'printf %s "$status" > exit.tmp && mv exit.tmp exit; exit "$status"';

/**
 * What comes before the leader when the run shall not outlive the service: a pipe that nobody writes to ends when the
 * process at its other end does, even by SIGKILL. Then the whole group goes.
 */
const GUARD = 'exec 3<&0; { trap "" INT; read -r _ <&3; kill -KILL 0; } & guard=$!;';

/** Arguments that Glue itself reads and a script does not: they are spelled in kebab or camel case. */
const SCRIPT_ARGUMENT = /^--[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;

/** Starts one run as a process group of its own, with its output in files. */
export async function startRunProcess(command: RunCommand): Promise<StartedRun> {
  mkdirSync(command.folder, { recursive: true });
  const out = openSync(join(command.folder, 'stdout.log'), 'a');
  const err = openSync(join(command.folder, 'stderr.log'), 'a');
  try {
    const script = command.endsWithParent ? `${GUARD} ${LEADER}` : LEADER;
    const child = spawn(
      '/bin/sh',
      ['-c', script, 'sluice-run', command.python, '-m', 'sluice_glue', 'run', ...scriptArguments(command.arguments)],
      {
        cwd: command.folder,
        detached: true,
        env: environmentOf(command),
        stdio: [command.endsWithParent ? 'pipe' : 'ignore', out, err],
      },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const pid = child.pid ?? 0;
    return { identity: identify(pid) ?? { pid, started: '' }, ended };
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

/** The environment entry by which every process of a run is known. */
export function runMark(runId: string): string {
  return `JOB_RUN_ID=${runId}`;
}

/** The exit status that the leader wrote, or undefined when it was killed before. */
export function exitStatusOf(folder: string): number | undefined {
  try {
    const status = Number(readFileSync(join(folder, 'exit'), 'utf8'));
    return Number.isInteger(status) ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Why a run failed, as its error log tells. */
export function errorMessageOf(folder: string): string | undefined {
  try {
    return lastWordsIn(readFileSync(join(folder, 'stderr.log'), 'utf8'));
  } catch {
    return undefined;
  }
}

function scriptArguments(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (SCRIPT_ARGUMENT.test(name) ? [name, value] : []));
}

function environmentOf({ code, runId, endpoint, environment }: RunCommand): NodeJS.ProcessEnv {
  return {
    ...localEnvironment(process.env, endpoint),
    JOB_RUN_ID: runId,
    PYTHONPATH: code,
    PYTHONUNBUFFERED: '1',
    ...environment,
  };
}
