import { palette } from './colour.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that keeps what is written, without colours. */
export function keptTerminal(changes: Partial<Terminal> = {}): {
  readonly terminal: Terminal;
  out(): string;
  err(): string;
} {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    paint: palette(false),
    paintError: palette(false),
    redraws: false,
    columns: 120,
    width: Number.POSITIVE_INFINITY,
    ...changes,
  };
  return { terminal, out: () => out, err: () => err };
}

/** A session on a kept terminal. */
export function keptSession(terminal: Terminal, signal: AbortSignal = new AbortController().signal): Session {
  return { terminal, signal, environment: { USER: 'ana' }, directory: '/work', exitCode: 0 };
}
