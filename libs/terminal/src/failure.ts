import type { ErrorCode, SluiceError } from '@sluice/protocol';
import { printable } from './colour.ts';
import { exitCodeOf } from './errors.ts';
import { printJson, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** An error as a document, for `--json`. */
export interface FailureDocument {
  readonly ok: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly fault: string;
    readonly place: SluiceError['place'];
    readonly why: string | null;
    readonly fix: string;
  };
}

/** `contracts/sales/contract.json:12:7`, or the dataset when no file is known. */
export function placeText(place: SluiceError['place']): string | undefined {
  if (place.file === undefined) return place.dataset === undefined ? undefined : `dataset ${place.dataset}`;
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`;
  return `${place.file}${line}${column}`;
}

/** What, where, why, fix: the whole of what a user sees of an error. The stack only for those who ask for it. */
export function failureText(
  error: SluiceError,
  definition: ErrorCode | undefined,
  terminal: Terminal,
  debug = false,
): string {
  const { bold, dim, red } = terminal.paintError;
  const indented = (text: string) =>
    text
      .split('\n')
      .map(printable)
      .join(`\n${' '.repeat(9)}`);
  const lines = [`${red('✗')} ${bold(error.code)}  ${indented(error.message)}`];
  const where = placeText(error.place);
  if (where !== undefined) lines.push(`  ${dim('where')}  ${printable(where)}`);
  if (definition !== undefined) lines.push(`  ${dim('why')}    ${definition.why}`);
  lines.push(`  ${dim('fix')}    ${indented(error.fix)}`);
  if (error.fault === 'tool') {
    lines.push(
      `  ${dim('report')} This is a defect of Sluice, not of your files: please report the code, the command and ` +
        'the output with SLUICE_DEBUG=1.',
    );
  }
  if (debug) lines.push('', stackOf(error));
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function failureDocument(error: SluiceError, definition: ErrorCode | undefined): FailureDocument {
  const { code, message, fault, place, fix } = error;
  return { ok: false, error: { code, message, fault, place, why: definition?.why ?? null, fix } };
}

/** Shows an error in the form that was asked for, and answers the exit code that goes with it. */
export function showFailure(
  error: SluiceError,
  definition: ErrorCode | undefined,
  session: Session,
  isJson: boolean,
): number {
  if (isJson) printJson(session, failureDocument(error, definition));
  else
    session.terminal.err(failureText(error, definition, session.terminal, session.environment['SLUICE_DEBUG'] === '1'));
  return exitCodeOf(error);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
