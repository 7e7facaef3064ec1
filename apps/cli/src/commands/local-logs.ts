import { setTimeout as wait } from 'node:timers/promises';
import type { LogReader, LogSource } from '@sluice/lake/local';
import { CliError, type CommonOptions, homeOf, printable, printJson, type Session, table } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';

interface LogsOptions extends CommonOptions {
  readonly follow?: boolean;
  readonly lines: number;
}

const POLL_MILLISECONDS = 500;
const SHOWN_LINES = 200;

/** `sluice local logs [name]`: what a function, a run or a part of the lake said. */
export function localLogsCommand(session: Session): Command {
  return commandWithHelp(
    'logs',
    'Show what a Lambda function, a job run or a part of the local lake said; without a name: what has a log.',
    [
      { line: 'npx sluice local logs', does: 'what has a log' },
      { line: 'npx sluice local logs sluice-flights-intake --follow', does: 'a function, as it works' },
      { line: 'npx sluice local logs jr_4f1c', does: 'a run, by the beginning of its id' },
      { line: 'npx sluice local logs lake', does: 'when the lake began, and why it ended' },
    ],
  )
    .argument('[name]', 'a function, a run, or a part of the lake such as emulator or deploy')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option(
      '-n, --lines <lines>',
      'of what is there, the last lines only',
      wholeNumber('--lines', 0, 1_000_000),
      SHOWN_LINES,
    )
    .action((name: string | undefined, options: LogsOptions) => logs(session, name, options));
}

async function logs(session: Session, name: string | undefined, options: LogsOptions): Promise<void> {
  const { logSources, openLog } = await import('@sluice/lake/local');
  const home = homeOf(session);
  if (options.follow === true && (name === undefined || options.json === true))
    throw new CliError('SLC8001', '--follow needs a name and cannot be one JSON document');
  if (name === undefined) return list(session, options, await logSources(home));
  const reader = await openLog(name, home);
  const lines = (await reader.read()).slice(-options.lines || Number.POSITIVE_INFINITY);
  if (options.json === true) return printJson(session, { ok: true, ...reader.source, lines });
  show(session, lines);
  if (options.follow === true) await follow(session, reader);
}

function list(session: Session, options: LogsOptions, sources: readonly LogSource[]): void {
  const { out, paint, width } = session.terminal;
  const rows = sources.map(({ kind, name, note }) => [kind, name, note]);
  if (options.json === true) printJson(session, { ok: true, sources });
  else if (rows.length === 0) out('Nothing has a log yet. `npx sluice local up` brings a lake up.\n');
  else out(table([{ title: 'kind' }, { title: 'name' }, { title: 'what' }], rows, { dim: paint.dim, fit: width }));
}

/** Ctrl-C is how following ends, not an interruption of work. */
async function follow(session: Session, reader: LogReader): Promise<void> {
  session.endsByInterrupt = true;
  while (!session.signal.aborted) {
    await wait(POLL_MILLISECONDS, undefined, { signal: session.signal }).catch(() => undefined);
    if (!session.signal.aborted) show(session, await reader.read());
  }
}

/** Logs quote names of files and errors of programs: nothing of them may move the cursor. */
function show(session: Session, lines: readonly string[]): void {
  if (lines.length > 0)
    session.terminal.out(`${lines.map((line) => line.split('\t').map(printable).join('\t')).join('\n')}\n`);
}
