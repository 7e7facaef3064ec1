import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakeError } from '../errors.ts';
import { CHECKOUT } from './places.ts';

/** The folder that holds the package `sluice_glue`. */
export const GLUE_SOURCE = join(CHECKOUT, 'glue');

/** Python of the job: SLUICE_PYTHON, or the one that `npm start` makes in `.venv`. */
export function pythonPath(environment: NodeJS.ProcessEnv): string {
  const chosen = environment['SLUICE_PYTHON'];
  return chosen === undefined || chosen === '' ? join(CHECKOUT, '.venv', 'bin', 'python') : chosen;
}

/** Checks, before anything is written, that the job can run: Python 3.11 with its packages, Java 17. */
export async function checkMachine(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  await Promise.all([checkPython(environment, signal), checkJava(environment, signal)]);
}

/** Checks Python alone. */
async function checkPython(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const python = pythonPath(environment);
  const found = await said(
    python,
    [
      '-c',
      'import sys, importlib.util as u; print(sys.version.split()[0], *(n for n in ("pyspark", "boto3") if ' +
        'u.find_spec(n) is None))',
    ],
    environment,
    signal,
  );
  if (found === undefined) throw new LakeError('SLC8013', 'there is no Python that can be started', { file: python });
  const [version = '', ...missing] = found.output.trim().split(/\s+/);
  if (found.status !== 0 || !/^\d+\.\d+/.test(version))
    throw new LakeError('SLC8013', 'it does not answer like a Python', { file: python });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // Spark 3.5 knows no Python beyond 3.11, and the locked packages are those of 3.11.
  if (major !== 3 || minor !== 11)
    throw new LakeError('SLC8013', `this is Python ${version}; the job needs 3.11`, { file: python });
  if (missing.length > 0)
    throw new LakeError('SLC8013', `this Python lacks ${missing.join(' and ')}`, { file: python });
  return python;
}

const JAVA_VERSIONS = [8, 11, 17];

/** Reads the version from the `release` file that every JDK carries, which is quicker than to start it. */
async function checkJava(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const home = environment['JAVA_HOME'];
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  if (home !== undefined && home !== '' && existsSync(java)) {
    const release = existsSync(join(home, 'release')) ? readFileSync(join(home, 'release'), 'utf8') : '';
    const version = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
    if (version !== undefined) return refuseJava(java, version);
  }
  const found = await said(java, ['-version'], environment, signal);
  if (found === undefined)
    throw new LakeError(
      'SLC8014',
      home === undefined || home === '' ? 'there is no java on PATH' : 'JAVA_HOME holds no bin/java',
      {
        file: java,
      },
    );
  const version = /version "([^"]+)"/.exec(found.output)?.[1];
  if (version === undefined) throw new LakeError('SLC8014', 'it does not answer like a Java', { file: java });
  refuseJava(java, version);
}

function refuseJava(java: string, version: string): void {
  const [first = 0, second = 0] = version.split(/[._]/).map(Number);
  const major = first === 1 ? second : first;
  if (!JAVA_VERSIONS.includes(major))
    throw new LakeError('SLC8014', `this is Java ${version}; Spark 3.5 needs 17`, { file: java });
}

/** A program that says nothing for so long is taken for dead. */
const ANSWER_MILLISECONDS = 30_000;

/** What a short program says on both its outputs; undefined when it cannot be started. */
async function said(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ readonly status: number | null; readonly output: string } | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], signal });
    // Not spawn's own `timeout`: its timer goes on, and the process with it, when there is no such program.
    const deadline = setTimeout(() => child.kill('SIGKILL'), ANSWER_MILLISECONDS);
    let output = '';
    const add = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('error', () => {
      clearTimeout(deadline);
      resolve(undefined);
    });
    child.once('close', (status) => {
      clearTimeout(deadline);
      resolve({ status, output });
    });
  });
}
