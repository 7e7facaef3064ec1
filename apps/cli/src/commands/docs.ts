import { join } from 'node:path';
import type { Command } from 'commander';
import { CliError, EXIT } from '../errors.ts';
import { commandWithHelp } from '../help.ts';
import { CHECKOUT, type CommonOptions, printJson, type Session } from '../session.ts';

/** Where the page lies in the checkout. */
export const ERRORS_PAGE = 'docs/errors.md';

/** `sluice docs`: writes docs/errors.md from the registries, or checks that it is fresh. */
export function docsCommand(session: Session): Command {
  return commandWithHelp(
    'docs',
    `Write ${ERRORS_PAGE} from the registries of codes.`,
    [
      { line: 'npx sluice docs', does: 'write the page' },
      { line: 'npx sluice docs --check', does: 'fail if it is out of date' },
    ],
    'the page is out of date (--check)',
  )
    .option('--check', 'write nothing; exit 1 if the page is out of date')
    .action((options: CommonOptions & { check?: boolean }) => docs(session, options));
}

async function docs(session: Session, options: CommonOptions & { check?: boolean }): Promise<void> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const { registries } = await import('../codes/registries.ts');
  const { errorsPage } = await import('../codes/errors-page.ts');
  const path = join(CHECKOUT, ERRORS_PAGE);
  const text = errorsPage(await registries());
  const isFresh = (await readFile(path, 'utf8').catch(() => '')) === text;
  if (options.check === true && !isFresh) {
    // A check that fails is exit 1, not wrong use.
    session.exitCode = EXIT.checkFailed;
    const { failureDocument, failureText } = await import('../terminal/failure.ts');
    const { definitionOf } = await import('../codes/registries.ts');
    const error = new CliError('SLC8019', 'the page differs from the registries', { file: ERRORS_PAGE });
    const definition = await definitionOf(error.code);
    if (options.json === true) return printJson(session, failureDocument(error, definition));
    return session.terminal.err(failureText(error, definition, session.terminal));
  }
  if (options.check !== true && !isFresh) await writeFile(path, text);
  if (options.json === true) return printJson(session, { ok: true, file: ERRORS_PAGE, written: options.check !== true && !isFresh });
  session.terminal.out(`${session.terminal.paint.green('✓')} ${ERRORS_PAGE} ${isFresh ? 'is up to date' : 'written'}\n`);
}
