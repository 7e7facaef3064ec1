import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { SetupError } from './errors.mjs';

/** @param {string} path @returns {string} hex SHA-256 of the file */
export function digestOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/**
 * A JSON file, or undefined if it is missing or damaged: a stamp that cannot be read is no stamp.
 * @param {string} path
 * @returns {any}
 */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written aside and renamed, so that nobody reads half of it. @param {string} path @param {unknown} value */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(draft, path);
}

/**
 * What tells a program from another version of it, without starting it. Undefined if it is not there.
 * @param {string} path
 * @returns {string | undefined}
 */
export function identityOf(path) {
  try {
    const real = realpathSync(path);
    const { mtimeMs, size } = statSync(real);
    return `${real}:${mtimeMs}:${size}`;
  } catch {
    return undefined;
  }
}

/**
 * The programs of that name on PATH, in order.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[]}
 */
export function onPath(name, env = process.env) {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

/** @param {string} path @returns {boolean} */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** @param {string} root */
export function checkWritable(root) {
  try {
    accessSync(root, constants.W_OK);
    mkdirSync(join(root, '.cache', 'setup'), { recursive: true });
  } catch (error) {
    throw new SetupError('SLC1009', `${root}: ${/** @type {Error} */ (error).message}`, { cause: error });
  }
}
