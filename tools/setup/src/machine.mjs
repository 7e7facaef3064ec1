import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from './errors.mjs';
import { identityOf, isExecutable, onPath, readJson, writeJson } from './files.mjs';
import { ask } from './processes.mjs';

const PYTHON = '3.11';
const JAVA = '17';

/**
 * @typedef {object} Python
 * @property {string} path
 * @property {boolean} hasVenv both venv and ensurepip are there
 */

const PYTHON_PROBE = `
import importlib.util, json, sys
print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "path": sys.executable,
  "hasVenv": all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))}))`;

/**
 * The machine's Python 3.11. One that can make virtual environments is preferred; without one, the first is returned,
 * as uv needs neither module.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Python}
 */
export function findPython(env) {
  const named = env['SLUICE_PYTHON_BASE'];
  const candidates =
    named === undefined ? ['python3.11', 'python3', 'python'].flatMap((name) => onPath(name, env)) : [named];
  /** @type {string[]} */
  const seen = [];
  /** @type {Python[]} */
  const found = [];
  for (const candidate of new Set(candidates)) {
    const answer = ask(candidate, ['-c', PYTHON_PROBE]);
    if (answer === undefined) continue;
    const { version, path, hasVenv } = JSON.parse(answer.stdout);
    seen.push(`${candidate} is ${version}`);
    if (version === PYTHON) found.push({ path, hasVenv });
    if (version === PYTHON && hasVenv) break;
  }
  const best = found.find((python) => python.hasVenv) ?? found[0];
  if (best !== undefined) return best;
  throw new SetupError('SLC1002', seen.length === 0 ? 'No Python was found.' : `No Python ${PYTHON} was found.`, {
    details: seen,
  });
}

/**
 * The places where a Java 17 is looked for, best first.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} paths of `java`, which may be missing
 */
function javaCandidates(env) {
  const homes = [env['JAVA_HOME'], env['JAVA_HOME_17_X64'], env['JAVA_HOME_17_ARM64'], env['JAVA_HOME_17_arm64']];
  const children = (/** @type {string} */ folder, /** @type {string} */ rest) => {
    try {
      return readdirSync(folder)
        .filter((name) => name.includes(JAVA))
        .map((name) => join(folder, name, rest));
    } catch {
      return [];
    }
  };
  return [
    ...homes.slice(0, 1).flatMap((home) => (home === undefined || home === '' ? [] : [join(home, 'bin', 'java')])),
    ...onPath('java', env),
    ...[
      ...homes.slice(1).flatMap((home) => (home === undefined ? [] : [home])),
      ...children('/usr/lib/jvm', ''),
      ...children('/Library/Java/JavaVirtualMachines', 'Contents/Home'),
      ...children(join(homedir(), '.sdkman', 'candidates', 'java'), ''),
      '/opt/homebrew/opt/openjdk@17',
      '/usr/local/opt/openjdk@17',
    ].map((home) => join(home, 'bin', 'java')),
  ].filter(isExecutable);
}

/** @param {string} java @returns {{ home: string, version: string } | undefined} */
function askJava(java) {
  const answer = ask(java, ['-XshowSettings:properties', '-version']);
  const property = (/** @type {string} */ name) =>
    new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = (.+)$`, 'm').exec(answer?.stderr ?? '')?.[1];
  const home = property('java.home');
  const version = property('java.specification.version');
  return home === undefined || version === undefined ? undefined : { home, version };
}

/**
 * The home of the machine's Java 17. Starting a JVM to ask takes about 0.1 s, so the answer is kept for as long as the
 * first
 * `java` found is the same file.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function findJava(root, env) {
  const stampPath = join(root, '.cache', 'setup', 'java.json');
  const candidates = javaCandidates(env);
  const first = candidates[0] === undefined ? undefined : `${candidates[0]}=${identityOf(candidates[0])}`;
  const stamp = readJson(stampPath);
  if (stamp !== undefined && stamp.first === first && identityOf(join(stamp.home, 'bin', 'java')) === stamp.identity)
    return stamp.home;
  /** @type {string[]} */
  const seen = [];
  for (const candidate of candidates) {
    const java = askJava(candidate);
    if (java?.version === JAVA) {
      writeJson(stampPath, { first, home: java.home, identity: identityOf(join(java.home, 'bin', 'java')) });
      return java.home;
    }
    seen.push(java === undefined ? `${candidate} does not run` : `${candidate} is Java ${java.version}`);
  }
  throw new SetupError('SLC1004', seen.length === 0 ? 'No Java was found.' : `No Java ${JAVA} was found.`, {
    details: seen,
  });
}

/**
 * The folder of a program that is looked for beside the checkout's own: npm must not run from the node_modules that it
 * replaces. @param {string} root @param {string} name @param {NodeJS.ProcessEnv} env
 */
export function machineProgram(root, name, env) {
  return onPath(name, env).find((path) => !dirname(path).startsWith(join(root, 'node_modules')));
}
