import { CliError, codedError, EXIT, Interrupted, type Session, showFailure } from '@sluice/terminal';
import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import { definitionOf } from './registries.ts';

/** Runs one command line; answers the exit code. Whatever goes wrong is shown with its code, never as a stack. */
export async function runCommandLine(words: readonly string[], session: Session): Promise<number> {
  try {
    if (words.length === 0) {
      buildProgram(session).outputHelp();
      return EXIT.usage;
    }
    await buildProgram(session).parseAsync([...words], { from: 'user' });
    if (session.endsByInterrupt === true) return session.exitCode;
    return session.signal.aborted ? await show(new Interrupted(), words, session) : session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    return show(session.signal.aborted ? new Interrupted() : error, words, session);
  }
}

async function show(thrown: unknown, words: readonly string[], session: Session): Promise<number> {
  const error = thrown instanceof CommanderError ? usageError(thrown, words) : codedError(thrown);
  const definition = await definitionOf(error.code);
  return showFailure(error, definition, session, words.includes('--json'));
}

/** What commander says, in our form: `error: unknown option '--lak'\n(Did you mean --lake?)`. */
function usageError(error: CommanderError, words: readonly string[]): CliError {
  // Commander says "(outputHelp)" where a command that only groups others stands alone.
  const said = error.code === 'commander.help' ? 'a subcommand is missing' : error.message.replace(/^error: /, '');
  const [what = '', hint] = said.split('\n');
  const command = words.find((word) => !word.startsWith('-'));
  const known = error.code === 'commander.unknownCommand' ? undefined : command;
  const help = `npx sluice ${known === undefined ? '' : `${known} `}--help shows how it is used.`;
  const suggestion = hint?.match(/\(Did you mean (.*)\?\)/)?.[1];
  return new CliError('SLC8001', what, {
    fix: suggestion === undefined ? help : `Did you mean ${suggestion}? ${help}`,
  });
}
