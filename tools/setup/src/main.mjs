import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf } from './commands.mjs';
import { environmentOf } from './environment.mjs';
import { Interrupted, renderError, SetupError } from './errors.mjs';
import { checkWritable, onPath } from './files.mjs';
import { withLock } from './generation-lock.mjs';
import { findJava, findPython } from './machine.mjs';
import { installModules, modulesAreFresh, nodeOf } from './modules.mjs';
import { endLeftoverStep, handOver } from './processes.mjs';
import { buildVenv, planVenv } from './venv.mjs';

const NOT_WRITABLE = ['EACCES', 'EDQUOT', 'ENOSPC', 'EPERM', 'EROFS'];
const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Sets up what a command needs, then runs it.
 * @param {readonly string[]} argv the command's name, then its arguments
 * @param {{ root?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code
 */
export async function main(argv, { root = ROOT, env = process.env } = {}) {
  const [name = 'setup', ...args] = argv;
  try {
    const command = commandOf(name, args);
    if (command === undefined) throw new SetupError('SLC1008', `There is no command ${JSON.stringify(name)}.`);
    const javaHome = await setUp(root, command, env);
    if (command.program === undefined) return 0;
    const node = nodeOf(root);
    const [script = '', ...first] = command.program;
    return await handOver(node, [join(root, script), ...first, ...args], {
      // `sluice` takes paths as the user typed them; everything else belongs to the checkout.
      cwd: name === 'sluice' ? process.cwd() : root,
      env: environmentOf({ root, node, javaHome, env }),
    });
  } catch (error) {
    if (error instanceof Interrupted) return 128 + constants.signals[error.signal];
    const known = knownError(error);
    if (known === undefined) throw error;
    process.stderr.write(`${renderError(known)}\n`);
    return known.exitCode;
  }
}

/**
 * What the file system refuses is the machine's affair, wherever it happens. @param {unknown} error @returns
 * {SetupError | undefined}
 */
function knownError(error) {
  if (error instanceof SetupError) return error;
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  return code !== undefined && NOT_WRITABLE.includes(code)
    ? new SetupError('SLC1009', message, { cause: error })
    : undefined;
}

/**
 * Brings the checkout up to what the command needs. When all is fresh this reads a few small files and starts nothing.
 * @param {string} root
 * @param {import('./commands.mjs').Command} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} the home of Java, if it is needed
 */
async function setUp(root, command, env) {
  const isFresh = () =>
    modulesAreFresh(root) && command.environments.every((environment) => planVenv(root, environment).kind === 'fresh');
  if (isFresh()) return command.needsJava ? findJava(root, env) : undefined;
  checkWritable(root);
  const javaHome = checkMachine(root, command, env);
  const folder = join(root, '.cache', 'setup');
  const onWait = (/** @type {number} */ pid) =>
    process.stderr.write(`Another set-up of this checkout is running (process ${pid}); waiting for it.\n`);
  await withLock(folder, onWait, async () => {
    await endLeftoverStep(folder);
    if (!modulesAreFresh(root)) await installModules(root, env);
    for (const environment of command.environments) await buildVenv(root, environment, env);
  });
  return javaHome;
}

/**
 * What the machine must bring, checked before the first long step; everything that is missing is said at once.
 * @param {string} root
 * @param {import('./commands.mjs').Command} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function checkMachine(root, command, env) {
  /** @type {SetupError[]} */
  const missing = [];
  const check = (/** @type {() => void} */ step) => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      missing.push(error);
    }
  };
  /** @type {string | undefined} */
  let javaHome;
  if (command.environments.some((environment) => planVenv(root, environment).kind !== 'fresh')) {
    check(() => {
      const python = findPython(env);
      if (!python.hasVenv && onPath('uv', env).length === 0)
        throw new SetupError('SLC1003', `${python.path} lacks venv or ensurepip.`);
    });
  }
  if (command.needsJava) {
    check(() => {
      javaHome = findJava(root, env);
    });
  }
  const last = missing.pop();
  for (const error of missing) process.stderr.write(`${renderError(error)}\n\n`);
  if (last !== undefined) throw last;
  return javaHome;
}
