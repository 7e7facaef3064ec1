import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError, type CommonOptions, EXIT, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';

/** Where the page of codes lies in the checkout. */
const ERRORS_PAGE = 'docs/errors.md';

/** `sluice docs`: writes the pages that are made from code, or checks that they are fresh. */
export function docsCommand(session: Session): Command {
  return commandWithHelp(
    'docs',
    `Write ${ERRORS_PAGE} from the registries of codes, and the reference of contracts from their meta-schema.`,
    [
      { line: 'npx sluice docs', does: 'write the pages' },
      { line: 'npx sluice docs --check', does: 'fail if one is out of date' },
    ],
    'a page is out of date (--check)',
  )
    .option('--check', 'write nothing; exit 1 if a page is out of date')
    .action((options: CommonOptions & { check?: boolean }) => docs(session, options));
}

async function docs(session: Session, options: CommonOptions & { check?: boolean }): Promise<void> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const pages = await generatedPages();
  const stale: string[] = [];
  for (const { file, text } of pages) {
    if ((await readFile(join(CHECKOUT, file), 'utf8').catch(() => '')) !== text) stale.push(file);
  }
  if (options.check === true && stale.length > 0) {
    // A check that fails is exit 1, not wrong use.
    session.exitCode = EXIT.checkFailed;
    const { failureDocument, failureText } = await import('@sluice/terminal');
    const { definitionOf } = await import('../../terminal/registries.ts');
    const [file = ERRORS_PAGE] = stale;
    const error = new CliError('SLC8019', `${stale.join(' and ')} differs from what it is made from`, { file });
    const definition = await definitionOf(error.code);
    if (options.json === true) return printJson(session, failureDocument(error, definition));
    return session.terminal.err(failureText(error, definition, session.terminal));
  }
  for (const { file, text } of pages) if (stale.includes(file)) await writeFile(join(CHECKOUT, file), text);
  if (options.json === true)
    return printJson(session, { ok: true, files: pages.map(({ file }) => file), written: stale });
  for (const { file } of pages) {
    session.terminal.out(
      `${session.terminal.paint.green('✓')} ${file} ${stale.includes(file) ? 'written' : 'is up to date'}\n`,
    );
  }
}

async function generatedPages(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const { registries } = await import('../../terminal/registries.ts');
  const { errorsPage } = await import('./errors-page.ts');
  const { contractReference, REFERENCE } = await import('@sluice/codegen');
  return [
    { file: ERRORS_PAGE, text: errorsPage(await registries()) },
    { file: REFERENCE, text: contractReference() },
  ];
}
