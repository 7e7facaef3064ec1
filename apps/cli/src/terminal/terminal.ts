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
}

/** The terminal of this process. A reader that stops early (`| head`) is no error. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: palette(wantsColour(process.stdout.isTTY === true, process.env)),
    paintError: palette(wantsColour(process.stderr.isTTY === true, process.env)),
    redraws: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined,
    columns: process.stderr.columns ?? 120,
    width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
  };
}

/** https://no-color.org: NO_COLOR of any value but the empty one switches colours off; FORCE_COLOR switches them on. */
export function wantsColour(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '' && forced !== '0') return true;
  return isTerminal && environment['TERM'] !== 'dumb';
}
