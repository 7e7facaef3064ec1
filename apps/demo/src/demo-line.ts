import { parseArgs } from 'node:util';
import { CliError, codedError, Interrupted, type Session, showFailure } from '@sluice/terminal';
import { runDemo } from './demo.ts';
import type { DemoOptions } from './outcome.ts';
import { pageOf, writePages } from './pages.ts';
import { definitionOf } from './registries.ts';

const HELP = `Usage: npm start [-- options]

The whole lake on this machine: a year of real flights through it, mishaps included, and the accounts.
The lake stays up.

Options:
  --days <n>  so many days, spread over the year (default: all)
  --down      stop the lake at the end (default: it stays up, and ends by itself after two idle hours)
  --json      one JSON document on standard output, nothing else
  --record    keep the outcome in docs/demo.json, and write what is made from it (docs/demo.md, README.md)
  --pages     run nothing: write these pages from the kept outcome
  --page <f>  run nothing: print one of them as it must be
  -h, --help  show this help
`;

/** What was asked for. */
interface DemoLine extends DemoOptions {
  readonly pages?: boolean;
  readonly page?: string;
  readonly help?: boolean;
}

/** Runs one command line of the demo; answers the exit code. Errors are shown with their code. */
export async function runDemoLine(words: readonly string[], session: Session): Promise<number> {
  try {
    const options = lineOf(words);
    if (options.help === true) session.terminal.out(HELP);
    else if (options.pages === true) writePages(session);
    else if (options.page !== undefined) session.terminal.out(pageOf(options.page));
    else await runDemo(session, options);
    return session.signal.aborted ? await show(new Interrupted(), words, session) : session.exitCode;
  } catch (error) {
    return show(session.signal.aborted ? new Interrupted() : error, words, session);
  }
}

async function show(thrown: unknown, words: readonly string[], session: Session): Promise<number> {
  const error = codedError(thrown);
  const definition = await definitionOf(error.code);
  return showFailure(error, definition, session, words.includes('--json'));
}

/** The options of a line of words; whatever it does not know is refused. */
export function lineOf(words: readonly string[]): DemoLine {
  const flag = { type: 'boolean' } as const;
  const options = {
    days: { type: 'string' },
    down: flag,
    json: flag,
    record: flag,
    pages: flag,
    page: { type: 'string' },
    help: { ...flag, short: 'h' },
  } as const;
  try {
    const { days, ...rest } = parseArgs({ args: [...words], options }).values;
    return { ...rest, ...(days === undefined ? {} : { days: daysOf(days) }) };
  } catch (error) {
    if (error instanceof CliError) throw error;
    const [what = ''] = (error as Error).message.split('. ');
    throw new CliError('SLC8001', what, { fix: 'npm start -- --help shows how it is used.' });
  }
}

function daysOf(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 2 && days <= 366) return days;
  throw new CliError('SLC8001', `--days is a whole number from 2 to 366, not "${text}"`);
}
