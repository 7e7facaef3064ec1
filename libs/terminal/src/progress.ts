import { type Palette, palette } from './colour.ts';
import { count, seconds } from './numbers.ts';
import type { Terminal } from './terminal.ts';

/** Steps of a long command: a redrawn bar on a terminal, one plain line per step otherwise. Always on `err`. */
export interface Progress {
  /** Starts a step; `total` units of work, when known. Ends the step before it. */
  step(name: string, total?: number): void;
  /** One more unit is done; `note` says what is being worked on. */
  advance(note?: string): void;
  /** So many units are done in all; `note` says how it stands. */
  reached(done: number, note?: string): void;
  /** Ends the step with a line that stays. */
  done(summary: string): void;
  /** A line that stays, while a step goes on. */
  note(text: string): void;
  /** Takes the bar off the screen: before results, errors and exit. */
  clear(): void;
}

const BAR_CELLS = 24;
const REDRAW_MILLISECONDS = 80;
/** Without a terminal a long step says that it lives, but not more often than this. */
const PLAIN_MILLISECONDS = 10_000;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;

interface Step {
  readonly name: string;
  readonly total: number | undefined;
  readonly startedAt: number;
  done: number;
  note: string;
  saidAt: number;
}

/** Progress on the given terminal. `quiet` prints nothing at all (as for `--json`). */
export function progressOn(terminal: Terminal, quiet = false): Progress {
  if (quiet) return { step() {}, advance() {}, reached() {}, done() {}, note() {}, clear() {} };
  return terminal.redraws ? redrawn(terminal) : plain(terminal);
}

function redrawn(terminal: Terminal): Progress {
  let step: Step | undefined;
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;
  const { cyan, dim, green } = terminal.paintError;

  const erase = () => terminal.err('\r\u001b[K');
  const draw = () => {
    if (step === undefined) return;
    frame += 1;
    const elapsed = seconds(elapsedOf(step));
    const bar =
      step.total === undefined
        ? ''
        : `  ${drawnBar(step.done, step.total, cyan, dim)}  ${count(step.done)}/${count(step.total)}`;
    const fixed = `  ${SPINNER[frame % SPINNER.length]} ${step.name.padEnd(10)}`;
    const room = Math.max(0, terminal.columns - 62);
    terminal.err(`\r\u001b[K${cyan(fixed)}${bar}  ${dim(elapsed)}  ${dim(step.note.slice(0, room))}`);
  };
  const stop = () => {
    if (timer !== undefined) clearInterval(timer);
    timer = undefined;
    if (step !== undefined) erase();
    step = undefined;
  };
  return {
    step(name, total) {
      stop();
      step = { name, total, startedAt: Date.now(), done: 0, note: '', saidAt: 0 };
      timer = setInterval(draw, REDRAW_MILLISECONDS);
      timer.unref();
      draw();
    },
    advance(note) {
      if (step === undefined) return;
      step.done += 1;
      if (note !== undefined) step.note = note;
    },
    reached(done, note) {
      if (step === undefined) return;
      step.done = done;
      if (note !== undefined) step.note = note;
    },
    done(summary) {
      const finished = step;
      stop();
      if (finished !== undefined)
        terminal.err(stepLine({ name: finished.name, summary, seconds: elapsedOf(finished) }, { dim, green }));
    },
    note(text) {
      if (step !== undefined) erase();
      terminal.err(`    ${text}\n`);
      draw();
    },
    clear: stop,
  };
}

function plain(terminal: Terminal): Progress {
  let step: Step | undefined;
  const say = (current: Step, note?: string) => {
    const now = Date.now();
    if (now - current.saidAt < PLAIN_MILLISECONDS) return;
    current.saidAt = now;
    const of = current.total === undefined ? count(current.done) : `${count(current.done)}/${count(current.total)}`;
    terminal.err(`  … ${current.name.padEnd(10)}  ${of}${note === undefined ? '' : `  ${note}`}\n`);
  };
  return {
    step(name, total) {
      step = { name, total, startedAt: Date.now(), done: 0, note: '', saidAt: Date.now() };
    },
    advance(note) {
      if (step === undefined) return;
      step.done += 1;
      say(step, note);
    },
    reached(done, note) {
      if (step === undefined) return;
      step.done = done;
      say(step, note);
    },
    done(summary) {
      if (step !== undefined) terminal.err(stepLine({ name: step.name, summary, seconds: elapsedOf(step) }));
      step = undefined;
    },
    note(text) {
      terminal.err(`    ${text}\n`);
    },
    clear() {
      step = undefined;
    },
  };
}

/** The line that stays of a step. */
export function stepLine(
  { name, summary, seconds: elapsed }: { readonly name: string; readonly summary: string; readonly seconds: number },
  { dim, green }: Pick<Palette, 'dim' | 'green'> = palette(false),
): string {
  return `  ${green('✓')} ${name.padEnd(10)}  ${summary}  ${dim(seconds(elapsed))}\n`;
}

function elapsedOf(step: Step): number {
  return (Date.now() - step.startedAt) / 1000;
}

function drawnBar(done: number, total: number, on: (text: string) => string, off: (text: string) => string): string {
  const cells = total === 0 ? BAR_CELLS : Math.min(BAR_CELLS, Math.floor((done / total) * BAR_CELLS));
  return on('━'.repeat(cells)) + off('━'.repeat(BAR_CELLS - cells));
}
