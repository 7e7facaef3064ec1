import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withoutPythonSettings } from './venv.mjs';

/**
 * The environment of everything that Sluice runs.
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node absolute path
 * @param {string | undefined} options.javaHome
 * @param {NodeJS.ProcessEnv} options.env the user's
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOf({ root, node, javaHome, env }) {
  const python = join(root, '.venv', 'bin', 'python');
  return {
    ...withoutPythonSettings(env),
    PATH: [join(root, 'node_modules', '.bin'), dirname(node), env['PATH'] ?? ''].join(':'),
    ...(javaHome === undefined ? {} : { JAVA_HOME: javaHome }),
    ...(existsSync(python) ? { SLUICE_PYTHON: python } : {}),
    SLUICE_ROOT: root,
    // Nx: no background process that outlives the command, nothing sent anywhere, one trusted plugin needs no process
    // of its own.
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
  };
}
