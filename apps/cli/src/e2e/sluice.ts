import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { runCommandLine } from '../terminal/command-line.ts';

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves as soon as the text was seen on either output. */
  until(pattern: RegExp): Promise<void>;
}

/** The program, as every entry starts it. */
export const MAIN = join(CHECKOUT, 'apps', 'cli', 'src', 'main.ts');

/** Starts `sluice` as a process, without a terminal. */
export function startSluice(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  directory = tmpdir(),
): Running {
  const { NO_COLOR: _no, FORCE_COLOR: _force, SLUICE_LAKE: _lake, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (status) => resolve({ status, out, err })));
  const until = async (pattern: RegExp) => {
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!pattern.test(out + err) && !over) await new Promise((resolve) => setTimeout(resolve, 30));
  };
  return { child, ended, until };
}

/** Runs `sluice` to its end. */
export function sluice(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  directory?: string,
): Promise<Ended> {
  return startSluice(args, environment, directory).ended;
}

/**
 * Runs a command line in this process, the whole way but for the process itself: starting one takes longer than most
 * commands.
 */
export async function inProcess(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  const { terminal, out, err } = keptTerminal();
  const session = { ...keptSession(terminal), environment, directory: tmpdir() };
  const status = await runCommandLine(args, session);
  return { status, out: out(), err: err() };
}

/** An empty folder of its own for a test file. */
export function scratch(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'sluice-e2e-')));
}

const HEADER =
  'year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,' +
  'origin,dest,air_time,distance,hour,minute,time_hour';

/** A day of flights: good rows, made up, every one different. */
export function flightsDay(month: number, day: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const date = `2013-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    const times = `517,515,${index % 60},830,819,NA`;
    return `2013,${month},${day},${times},UA,${1 + index},N14228,EWR,IAH,227,1400,5,15,${date}T10:00:00Z`;
  });
  return `${HEADER}\n${lines.join('\n')}\n`;
}

/** Writes files into a new folder. */
export function inboxOf(root: string, name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

/** A project of its own with the checkout's contracts, so that a test can change them. */
export function projectOf(root: string, name: string, change: (contracts: string) => void): string {
  const project = join(root, name);
  cpSync(join(CHECKOUT, 'contracts'), join(project, 'contracts'), { recursive: true });
  change(join(project, 'contracts'));
  return project;
}

/** Changes a contract of a project as a document. */
export function editContract(
  contracts: string,
  dataset: string,
  edit: (document: Record<string, never>) => void,
): void {
  const path = join(contracts, dataset, 'contract.json');
  const document = JSON.parse(readFileSync(path, 'utf8')) as Record<string, never>;
  edit(document);
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
}

/** Processes whose command line or environment names the folder: what a command may have left behind. */
export function processesOf(folder: string): readonly string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (line.includes(folder)) found.push(`${pid} ${line.slice(0, 200)}`);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
