import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError, type CommonOptions, EXIT, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';

interface DocsOptions extends CommonOptions {
  readonly check?: boolean;
}

/** `sluice docs`: writes the pages that are made from something else, or checks that they are fresh. */
export function docsCommand(session: Session): Command {
  return commandWithHelp(
    'docs',
    'Write the pages of docs/ that are made from code, schemas and templates.',
    [
      { line: 'npx sluice docs', does: 'write all of them' },
      { line: 'npx sluice docs errors', does: 'one: docs/errors.md' },
      { line: 'npx sluice docs --check', does: 'fail if one is out of date' },
    ],
    'a page is out of date (--check)',
  )
    .argument('[page...]', 'pages (default: all)')
    .option('--check', 'write nothing; exit 1 if a page is out of date')
    .action((names: string[], options: DocsOptions) => docs(session, names, options));
}

async function docs(session: Session, names: readonly string[], options: DocsOptions): Promise<void> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const { chosenPages } = await import('./pages.ts');
  const pages = chosenPages(names);
  const stale: string[] = [];
  for (const { file, make } of pages) {
    const text = await make();
    if ((await readFile(join(CHECKOUT, file), 'utf8').catch(() => '')) === text) continue;
    stale.push(file);
    if (options.check !== true) await writeFile(join(CHECKOUT, file), text);
  }
  if (options.check === true && stale.length > 0) return tellStale(session, stale, options);
  if (options.json === true)
    return printJson(session, { ok: true, files: pages.map(({ file }) => file), written: stale });
  for (const { file, from } of pages) {
    const { dim, green } = session.terminal.paint;
    const state = stale.includes(file) ? 'written' : 'is up to date';
    session.terminal.out(`${green('✓')} ${file} ${state}  ${dim(`from ${from}`)}\n`);
  }
}

/** A check that fails is exit 1, not wrong use. */
async function tellStale(session: Session, stale: readonly string[], options: DocsOptions): Promise<void> {
  session.exitCode = EXIT.checkFailed;
  const { failureDocument, failureText } = await import('@sluice/terminal');
  const { definitionOf } = await import('../../terminal/registries.ts');
  const [file = ''] = stale;
  const error = new CliError('SLC8019', `${stale.join(' and ')} differs from what it is made from`, { file });
  const definition = await definitionOf(error.code);
  if (options.json === true) return printJson(session, failureDocument(error, definition));
  session.terminal.err(failureText(error, definition, session.terminal));
}
