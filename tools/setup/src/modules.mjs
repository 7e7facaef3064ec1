import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './errors.mjs';
import { digestOf, readJson, writeJson } from './files.mjs';
import { machineProgram } from './machine.mjs';
import { ask, runStep } from './processes.mjs';
import { startProgress } from './progress.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean, resolved?: string }} LockEntry
 */
/** @typedef {{ packages: Record<string, LockEntry> }} Lock */

const NODE_MAJOR = 24;

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.sluice-setup.json');

/** @param {string} root @returns {boolean} */
export function modulesAreFresh(root) {
  const stamp = readJson(stampOf(root));
  return (
    stamp !== undefined &&
    stamp.lock === digestOf(join(root, 'package-lock.json')) &&
    (stamp.node === null || existsSync(stamp.node))
  );
}

/**
 * Whether what npm last installed is what the lock says. npm writes its own record of the tree when it has finished,
 * never before.
 * @param {Lock} lock
 * @param {Lock | undefined} installed
 * @returns {boolean}
 */
export function isInstalled(lock, installed) {
  if (installed === undefined) return false;
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  return (
    wanted.every(([path, entry]) => {
      const there = installed.packages[path];
      // What is optional and not there is for another platform: npm would have failed on any other.
      if (there === undefined) return entry.optional === true;
      return (
        there.version === entry.version && there.integrity === entry.integrity && there.resolved === entry.resolved
      );
    }) && Object.keys(installed.packages).every((path) => lock.packages[path] !== undefined)
  );
}

/**
 * Makes node_modules what package-lock.json says. No install script runs: nothing that Sluice uses needs one.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function installModules(root, env) {
  const lockPath = join(root, 'package-lock.json');
  const lock = digestOf(lockPath);
  if (!isInstalled(readJson(lockPath), readJson(join(root, 'node_modules', '.package-lock.json')))) {
    await runNpmCi(root, env);
  }
  writeJson(stampOf(root), { lock, node: lockedNode(root) });
}

/** @param {string} root @param {NodeJS.ProcessEnv} env */
async function runNpmCi(root, env) {
  const log = join(root, '.cache', 'setup', 'npm-ci.log');
  // npm deletes node_modules first, and with it the Node that may be running this: both npm and its Node are the
  // machine's.
  const node = machineProgram(root, 'node', env) ?? process.execPath;
  const npmCli = env['npm_execpath']?.endsWith('npm-cli.js') === true ? env['npm_execpath'] : undefined;
  const npm = machineProgram(root, 'npm', env);
  if (npmCli === undefined && npm === undefined) throw new SetupError('SLC1011', 'There is no npm on PATH.');
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=http'];
  const progress = startProgress('Installing npm packages from the lock (about half a minute)');
  let fetched = 0;
  try {
    await runStep({
      ...(npmCli === undefined
        ? { program: /** @type {string} */ (npm), args }
        : { program: node, args: [npmCli, ...args] }),
      cwd: root,
      log,
      env: { ...env, PATH: `${dirname(node)}:${env['PATH'] ?? ''}` },
      errorCode: 'SLC1006',
      onLine: (line) => {
        if (line.includes('http fetch') || line.includes('http cache')) fetched += 1;
        progress.update(fetched === 0 ? '' : `${fetched} packages`);
      },
    });
    progress.done();
  } finally {
    progress.stop();
  }
}

/**
 * The Node of the lock, if there is one for this platform and it runs here (it needs glibc).
 * @param {string} root
 * @returns {string | null}
 */
function lockedNode(root) {
  const path = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  return process.platform === 'linux' && existsSync(path) && ask(path, ['--version']) !== undefined ? path : null;
}

/**
 * The absolute path of the Node that runs Sluice. By path, because a shell may remember where `node` was.
 * @param {string} root
 * @returns {string}
 */
export function nodeOf(root) {
  const locked = readJson(stampOf(root))?.node;
  if (typeof locked === 'string') return locked;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new SetupError(
    'SLC1005',
    `The lock has no Node for ${process.platform} ${process.arch}, and this machine's is ${process.versions.node}.`,
  );
}
