import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { printable, printableJson } from './colour.ts';
import { CliError } from './errors.ts';
import { type Progress, progressOn } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. Nothing reads `process` beyond this point, so that tests can give their own. */
export interface Session {
  readonly terminal: Terminal;
  /** Fires at Ctrl-C. */
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  /** Paths that the user types are relative to it. */
  readonly directory: string;
  /** How the command ended; 0 until a check fails. */
  exitCode: number;
  /** Ctrl-C is how this command is meant to end: it is no interruption. */
  endsByInterrupt?: boolean;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Prints one JSON document, the only thing that `--json` leaves on standard output. */
export function printJson(session: Session, document: unknown): void {
  session.terminal.out(`${printableJson(document)}\n`);
}

/** Progress of a command: silent when its output is for a program. */
export function progressOf(session: Session, options: CommonOptions): Progress {
  return progressOn(session.terminal, options.json === true);
}

/** A path as the user typed it. */
export function pathOf(session: Session, path: string): string {
  return resolve(session.directory, path);
}

/** Where lakes live that nobody named: SLUICE_HOME, or `.sluice` of the checkout. */
export function homeOf(session: Session): string {
  const chosen = session.environment['SLUICE_HOME'];
  return chosen === undefined || chosen === '' ? join(CHECKOUT, '.sluice') : pathOf(session, chosen);
}

/** The lake that a command looks at: what was typed, SLUICE_LAKE, or the given folder of `.sluice`. */
export function lakePath(session: Session, typed: string | undefined, fallback: 'demo' | 'lake'): string {
  // Somebody's unset variable: the lake that they meant is not the default one.
  if (typed === '') throw new CliError('SLC8001', 'the lake has an empty name');
  const chosen = typed ?? session.environment['SLUICE_LAKE'];
  return chosen === undefined || chosen === '' ? join(homeOf(session), fallback) : pathOf(session, chosen);
}

/** Who acts, for the history of what they change: never empty, and one word. */
export function operatorOf(session: Session): string {
  const name = session.environment['SLUICE_OPERATOR'] || session.environment['USER'] || userInfo().username;
  return name.replaceAll(/[^\w.@-]+/g, '_') || 'unknown';
}

/** Text as one argument in double quotes, as people write SQL. */
export function doubleQuoted(text: string): string {
  // An exclamation mark is history to an interactive shell, even in double quotes.
  return text.includes('!') ? shellWord(text) : `"${text.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}

/** A path as it is best shown: relative to where the user is, when it lies below. */
export function shownPath(session: Session, path: string): string {
  const prefix = `${session.directory}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/**
 * A path as an argument of a command line that can be pasted. What would move the cursor is spelled out, as the shell
 * reads it.
 */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(text)) return text;
  if (printable(text) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${printable(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
}
