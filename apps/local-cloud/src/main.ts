import process from 'node:process';
import { parseArgs } from 'node:util';
import { failureMessage, pythonPath } from '@sluice/lake/local';
import { hangOnParent, TOLD_PROGRESS, tell } from './service/parent.ts';

/**
 * The local AWS as a program. What it says on standard output and how it ends is in README.md; people start it with
 * `sluice`, programs with `@sluice/lake/local`.
 */
const USAGE = `usage: node apps/local-cloud/src/main.ts <command>
  up        [--home <dir>] [--python <file>] [--idle-minutes <n>] [--context <name>=<value>]...
  lake      [--home <dir>] [--python <file>] [--context <name>=<value>]...
  service   --lake <dir> --glue-source <dir> [--python <file>] [--port <n>]
  emulator  --run-folder <dir> [--python <file>] [--port <n>] [--service-url <url>]
`;

/** Each loads what it needs when it runs: an emulator needs no DuckDB. */
const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<void>>> = { up, lake, service, emulator, hold };

/** Starts a lake that outlives this process and deploys to it, or to the one that runs. */
async function up(args: string[]): Promise<void> {
  const { home, python, context, 'idle-minutes': idleMinutes } = valuesOf(args, ['home', 'python', 'idle-minutes']);
  const { signal } = hangOnParent();
  const { bringLakeUp } = await import('./lake/up.ts');
  const given = { ...(home && { home }), ...(python && { python }), ...(idleMinutes && { idleMinutes: +idleMinutes }) };
  await tell({ ready: await bringLakeUp({ ...given, context, progress: TOLD_PROGRESS, signal }) });
}

/** A lake that ends with the process that started it. */
async function lake(args: string[]): Promise<void> {
  const { home, python, context } = valuesOf(args, ['home', 'python']);
  const { signal, ended } = hangOnParent();
  const { startLocalLake } = await import('./lake/local-lake.ts');
  const given = { ...(home && { home }), ...(python && { python }) };
  const { stop, broken, ...ready } = await startLocalLake({ ...given, context, progress: TOLD_PROGRESS, signal });
  await tell({ ready });
  const failure = await Promise.race([ended, broken]);
  await stop();
  if (failure instanceof Error) throw failure;
}

/** Glue and Athena of a lake on folders. */
async function service(args: string[]): Promise<void> {
  const options = valuesOf(args, ['lake', 'glue-source', 'python', 'port']);
  const { ended } = hangOnParent();
  const { startLocalCloud } = await import('./service/service.ts');
  const { endpoint, stop } = await startLocalCloud({
    lake: needed(options, 'lake'),
    glueSource: needed(options, 'glue-source'),
    python: options['python'] ?? pythonPath(process.env),
    port: Number(options['port'] ?? 0),
  });
  await tell({ ready: { endpoint } });
  // Killed, the parent could not wait for its runs to take themselves back: they live on, and the next service knows
  // them again.
  if ((await ended) === 'told') await stop();
}

/** The emulator alone. */
async function emulator(args: string[]): Promise<void> {
  const options = valuesOf(args, ['run-folder', 'python', 'port', 'service-url']);
  const { ended } = hangOnParent();
  const { freePort, startEmulator } = await import('./emulator/start-emulator.ts');
  const started = await startEmulator({
    port: Number(options['port'] ?? (await freePort())),
    // Where nobody listens: who asks for the emulator alone asks for neither Glue nor Athena.
    serviceUrl: options['service-url'] ?? 'http://127.0.0.1:9',
    runFolder: needed(options, 'run-folder'),
    python: options['python'] ?? pythonPath(process.env),
  });
  const { endpoint, pid, logFile } = started;
  await tell({ ready: { endpoint, pid, logFile } });
  const how = await Promise.race([ended, started.ended.then(() => 'broken')]);
  await started.stop();
  if (how === 'broken') {
    const { LocalCloudError } = await import('./errors.ts');
    throw new LocalCloudError('SLC6113', 'the emulator ended by itself', { file: logFile });
  }
}

/** Holds the lake that an `up` started; the two talk over the channel of `fork`. */
async function hold([options = '']: string[]): Promise<void> {
  const { supervise } = await import('./lake/supervisor.ts');
  await supervise(JSON.parse(options));
}

interface Values {
  readonly [name: string]: string | undefined;
}

function valuesOf(args: string[], names: readonly string[]): Values & { readonly context: Record<string, string> } {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options: { ...options, context: { type: 'string', multiple: true } } });
  const pairs = (values['context'] as readonly string[] | undefined) ?? [];
  const context = Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));
  return { ...(values as Values), context };
}

function needed(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw new TypeError(`--${name} is missing`);
  return value;
}

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  process.stderr.write(USAGE);
  process.exit(2);
}
try {
  await command(rest);
  // Whatever still holds the event loop belongs to something that is over.
  process.exit(0);
} catch (error) {
  await tell({ failed: failureMessage(error) });
  process.exit(1);
}
