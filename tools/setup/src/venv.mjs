import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted, SetupError } from './errors.mjs';
import { digestOf, identityOf, onPath, readJson, writeJson } from './files.mjs';
import { findPython } from './machine.mjs';
import { runStep } from './processes.mjs';
import { startProgress } from './progress.mjs';

/**
 * One virtual environment: its folder in the checkout and the requirement files (glue/requirements/<group>.txt) that it
 * holds.
 * @typedef {object} Environment
 * @property {string} folder
 * @property {readonly string[]} groups
 */

/** @param {string} root @param {string} group */
const requirementsOf = (root, group) => join(root, 'glue', 'requirements', `${group}.txt`);

/** @param {string} root @param {Environment} environment */
const stampOf = (root, environment) => join(root, environment.folder, '.sluice-setup.json');

/** @param {string} root @param {Environment} environment */
const pythonOf = (root, environment) => join(root, environment.folder, 'bin', 'python');

/**
 * What has to be done. The stamp is removed before a change and written after it, so an interrupted build has none.
 * @param {string} root
 * @param {Environment} environment
 * @returns {{ kind: 'fresh' } | { kind: 'add' | 'build', groups: readonly string[] }}
 */
export function planVenv(root, environment) {
  const stamp = readJson(stampOf(root, environment));
  const current = (/** @type {string} */ group) => stamp?.groups?.[group] === digestOf(requirementsOf(root, group));
  // The interpreter behind the link may have been upgraded or removed since.
  const isUsable = stamp?.python !== undefined && stamp.python === identityOf(pythonOf(root, environment));
  if (!isUsable) return { kind: 'build', groups: environment.groups };
  const missing = environment.groups.filter((group) => !current(group));
  if (missing.length === 0) return { kind: 'fresh' };
  // Installing over an older version of the same group could leave packages behind that nothing asks for any more.
  return missing.some((group) => group in stamp.groups)
    ? { kind: 'build', groups: environment.groups }
    : { kind: 'add', groups: missing };
}

/**
 * Makes the environment hold exactly the locked packages, hashes checked. uv where it is on PATH, pip otherwise.
 * @param {string} root
 * @param {Environment} environment
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildVenv(root, environment, env) {
  const plan = planVenv(root, environment);
  if (plan.kind === 'fresh') return;
  const uv = onPath('uv', env)[0];
  const base = findPython(env);
  if (uv === undefined && !base.hasVenv)
    throw new SetupError('SLC1003', `${base.path} lacks venv or ensurepip, and there is no uv on PATH.`);
  if (uv !== undefined) {
    try {
      await apply(root, environment, env, plan, { program: uv, base: base.path, isUv: true });
      return;
    } catch (error) {
      if (error instanceof Interrupted || !base.hasVenv) throw error;
      // uv reads no pip configuration: behind a mirror that only pip knows, pip is the way.
      process.stderr.write('uv could not do it; trying pip\n');
    }
  }
  const whole = uv === undefined ? plan : { kind: /** @type {const} */ ('build'), groups: environment.groups };
  await apply(root, environment, env, whole, { program: base.path, base: base.path, isUv: false });
}

/**
 * @param {string} root
 * @param {Environment} environment
 * @param {NodeJS.ProcessEnv} env
 * @param {{ kind: 'add' | 'build', groups: readonly string[] }} plan
 * @param {{ program: string, base: string, isUv: boolean }} tool
 */
async function apply(root, environment, env, plan, tool) {
  const folder = join(root, environment.folder);
  const python = pythonOf(root, environment);
  const stampPath = stampOf(root, environment);
  const before = plan.kind === 'add' ? readJson(stampPath).groups : {};
  const log = join(root, '.cache', 'setup', `${environment.folder.slice(1)}.log`);
  // uv would call it a broken environment, pip would mix: what an interrupted build left goes first, and its stamp
  // before all.
  rmSync(stampPath, { force: true });
  if (plan.kind === 'build') rmSync(folder, { recursive: true, force: true });
  const progress = startProgress(
    `Installing Python packages into ${environment.folder}: ${plan.groups.join(', ')} (one to three minutes)`,
  );
  const step = { cwd: root, log, env: withoutPythonSettings(env), errorCode: 'SLC1007', onLine: progress.update };
  try {
    if (plan.kind === 'build') {
      await runStep({
        ...step,
        program: tool.program,
        args: tool.isUv ? ['venv', '--python', tool.base, folder] : ['-m', 'venv', folder],
      });
    }
    for (const group of plan.groups) {
      const file = requirementsOf(root, group);
      await runStep(
        tool.isUv
          ? {
              ...step,
              program: tool.program,
              args: ['pip', 'install', '--python', python, '--require-hashes', '-r', file],
            }
          : {
              ...step,
              program: python,
              args: [
                '-m',
                'pip',
                'install',
                '--disable-pip-version-check',
                '--progress-bar',
                'off',
                '--require-hashes',
                '-r',
                file,
              ],
            },
      );
    }
    progress.done();
  } finally {
    progress.stop();
  }
  const installed = Object.fromEntries(plan.groups.map((group) => [group, digestOf(requirementsOf(root, group))]));
  writeJson(stampPath, { python: identityOf(python), groups: { ...before, ...installed } });
}

/** A user's PYTHONPATH or PYTHONHOME would leak other packages into the environment. @param {NodeJS.ProcessEnv} env */
export function withoutPythonSettings(env) {
  const { PYTHONPATH: _path, PYTHONHOME: _home, VIRTUAL_ENV: _venv, __PYVENV_LAUNCHER__: _launcher, ...rest } = env;
  return rest;
}
