import type { Session } from '@sluice/terminal';

/**
 * Enters, redraws and leaves the second screen of a terminal, as `top` does: what was on the first one is there again
 * at the end.
 */
const SCREEN = {
  enter: '\u001b[?1049h\u001b[?25l',
  home: '\u001b[H',
  endOfLine: '\u001b[K',
  below: '\u001b[J',
  leave: '\u001b[?25h\u001b[?1049l',
};

/** What `watch` shows, and how often it asks. */
export interface Watched<T> {
  readonly read: () => Promise<T>;
  /** The whole screen, for a terminal. */
  readonly screen: (value: T) => string;
  /** Lines for a file or a pipe, each behind its time; only those that were not said the time before are said. */
  readonly lines: (value: T) => readonly string[];
  readonly time: (value: T) => string;
  /** Redraw even where there is a terminal: false for a program, which reads lines. */
  readonly redraw: boolean;
  readonly everyMilliseconds: number;
}

/**
 * Shows something again and again until Ctrl-C, which is its normal end: redrawn in place on a terminal, otherwise a
 * line when something changes. The last screen stays.
 */
export async function watch<T>(
  session: Session,
  { read, screen, lines, time, redraw, everyMilliseconds }: Watched<T>,
): Promise<void> {
  session.endsByInterrupt = true;
  const { terminal, signal } = session;
  const height = redraw ? terminal.height : undefined;
  let last: T | undefined;
  let said: readonly string[] = [];
  if (height !== undefined) terminal.out(SCREEN.enter);
  try {
    while (!signal.aborted) {
      last = await read();
      if (height === undefined) {
        const now = lines(last);
        const fresh = now.filter((line) => !said.includes(line));
        said = now;
        for (const line of fresh) terminal.out(`${time(last)}${line}\n`);
      } else terminal.out(frame(screen(last), height()));
      await pause(everyMilliseconds, signal);
    }
  } catch (error) {
    // What a request says that Ctrl-C ended is no failure.
    if (!signal.aborted) {
      session.endsByInterrupt = false;
      throw error;
    }
  } finally {
    if (height !== undefined) {
      terminal.out(SCREEN.leave);
      if (last !== undefined) terminal.out(screen(last));
    }
  }
}

/** A screen drawn over the one before: no line is longer alive than its text, and none scrolls. */
export function frame(text: string, rows: number): string {
  const shown = text
    .trimEnd()
    .split('\n')
    .slice(0, Math.max(1, rows - 1));
  return `${SCREEN.home}${shown.map((line) => `${line}${SCREEN.endOfLine}\n`).join('')}${SCREEN.below}`;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
