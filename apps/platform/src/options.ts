import { parseArgs } from 'node:util';
import { PlatformError } from '@sluice/lake-cdk/errors';

/** What `deploy` and `synth` are asked. */
export interface CommandLine {
  readonly isHelp: boolean;
  /** A dataset, or `lake`. */
  readonly target: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Reads the command line. @throws PlatformError SLC9507, SLC9501 */
export function commandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parsed(argv);
  const isHelp = values.help === true;
  const [target, ...more] = positionals;
  if (!isHelp && (target === undefined || more.length > 0)) {
    throw new PlatformError('SLC9507', `one dataset is needed, or lake; ${positionals.length} were given`);
  }
  return { isHelp, target: target ?? '', context: Object.fromEntries((values.context ?? []).map(pairOf)) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { context: { type: 'string', short: 'c', multiple: true }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new PlatformError('SLC9507', (cause as Error).message.split('. ', 1)[0] ?? '', { fix: 'see --help', cause });
  }
}

function pairOf(text: string): readonly [key: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new PlatformError('SLC9501', `-c ${text}: a key, "=" and a value`);
  const key = text.slice(0, equals);
  // What is deployed is the argument; a list beside it would be a second answer to the same question.
  if (key === 'datasets')
    throw new PlatformError('SLC9501', 'datasets is given as the argument', { fix: 'leave -c datasets= out' });
  return [key, text.slice(equals + 1)];
}
