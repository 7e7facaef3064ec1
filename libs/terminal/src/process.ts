import process from 'node:process';
import { archiveFolder, CACHE_VARIABLE } from '@sluice/lake/local';
import { EXIT, Interrupted } from './errors.ts';
import type { Session } from './session.ts';
import { processTerminal } from './terminal.ts';

/**
 * Two signals closer than this are one: a group gets it from whoever sent it, and once more from the program that
 * started this one.
 */
const SAME_SIGNAL_MILLISECONDS = 300;

/**
 * A program of Sluice as a process: standard streams, signals, exit code. The first Ctrl-C ends it in order (runs take
 * themselves back), the second one at once; what is left then, the next one recovers.
 */
export async function runProcess(run: (words: readonly string[], session: Session) => Promise<number>): Promise<void> {
  const interruption = new AbortController();
  const terminal = processTerminal();
  const session: Session = {
    terminal,
    signal: interruption.signal,
    environment: process.env,
    directory: process.cwd(),
    exitCode: EXIT.ok,
  };
  let interruptedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (interruption.signal.aborted) {
        if (performance.now() - interruptedAt < SAME_SIGNAL_MILLISECONDS) return;
        process.exit(EXIT.interrupted);
      }
      interruptedAt = performance.now();
      interruption.abort(new Interrupted());
      if (terminal.redraws && session.endsByInterrupt !== true)
        terminal.err('\r\u001b[K  stopping: what runs takes itself back (Ctrl-C again: stop at once)\n');
    });
  }
  // Runs inherit it: with an archive in this folder their JVM starts in a third of the time.
  process.env[CACHE_VARIABLE] ??= archiveFolder(process.env);
  process.exitCode = await run(process.argv.slice(2), session);
}
