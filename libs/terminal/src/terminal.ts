import process from 'node:process';
import { type Palette, palette } from './colour.ts';

/** Where a command writes: results to `out`, progress and errors to `err`. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours for `out`; they do nothing when it is not a terminal or NO_COLOR is set. */
  readonly paint: Palette;
  /** Colours for `err`. */
  readonly paintError: Palette;
  /** Whether `err` is a terminal that can redraw a line. */
  readonly redraws: boolean;
  /** Columns of `err`, for the progress bar. */
  readonly columns: number;
  /** Columns of `out`; without end where it is no terminal: nothing is cut in a file. */
  readonly width: number;
  /** Rows of `out`, asked anew each time; absent where it is no terminal that can be redrawn. */
  readonly height?: () => number;
  /** Asks a person; absent where nobody can answer. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>;
}

/** The terminal of this process. A reader that stops early (`| head`) is no error. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const redraws = process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: palette(wantsColour(process.stdout.isTTY === true, process.env)),
    paintError: palette(wantsColour(process.stderr.isTTY === true, process.env)),
    redraws: process.stderr.isTTY === true && redraws,
    columns: process.stderr.columns ?? 120,
    width: process.stdout.columns ?? givenWidth(process.env),
    ...(process.stdout.isTTY === true && redraws ? { height: () => process.stdout.rows ?? 40 } : {}),
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask } : {}),
  };
}

/**
 * The columns that a program gives which shows what this one says on its own screen; without end otherwise. COLUMNS is
 * not asked: some shells hand it on to every pipe.
 */
export function givenWidth(environment: NodeJS.ProcessEnv): number {
  const columns = Number(environment['SLUICE_COLUMNS']);
  return Number.isSafeInteger(columns) && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

/** The question goes to standard error: standard output may be read by a program. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  // The line editor takes Ctrl-C for itself: it is handed on.
  line.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await line.question(question, { signal });
  } catch (error) {
    if (signal.aborted) return '';
    throw error;
  } finally {
    line.close();
  }
}

/** https://no-color.org: NO_COLOR of any value but the empty one switches colours off; FORCE_COLOR switches them on. */
export function wantsColour(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '' && forced !== '0') return true;
  return isTerminal && environment['TERM'] !== 'dumb';
}
