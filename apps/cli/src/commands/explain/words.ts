import { nearest } from '@sluice/contract';
import { CliError, type CommonOptions, printJson, type Session, table } from '@sluice/terminal';
import { entryOfReason } from '../../terminal/meanings.ts';
import { registries } from '../../terminal/registries.ts';

/** Lists every code and reason. */
export async function explainAll(session: Session, options: CommonOptions): Promise<void> {
  const codes = await allCodes();
  if (options.json === true) return printJson(session, { ok: true, codes });
  const rows = codes.map((entry) => [entry.code, entry.title]);
  const { dim } = session.terminal.paint;
  session.terminal.out(
    table([{ title: 'code' }, { title: 'what', max: 100 }], rows, { dim, fit: session.terminal.width }),
  );
}

/** What a code or a reason means. */
export async function explainWord(session: Session, word: string, options: CommonOptions): Promise<void> {
  const { bold, cyan, dim } = session.terminal.paint;
  const codes = await allCodes();
  const wanted = /^slc\d+$/i.test(word) ? word.toUpperCase() : word.toLowerCase();
  const entry = codes.find((each) => each.code === wanted) ?? entryOfReason(codes, wanted);
  if (entry === undefined) {
    const close = nearest(wanted, [...codes.map((each) => each.code), ...codes.flatMap(({ reason }) => reason ?? [])]);
    throw new CliError('SLC8005', `nothing is registered under "${wanted}"`, {
      fix:
        `${close === undefined ? '' : `Did you mean ${close}? `}\`npx sluice explain --all\` lists everything; a ` +
        'file is named by its key, as incoming/<dataset>/<name>.',
    });
  }
  if (options.json === true) return printJson(session, { ok: true, ...entry });
  session.terminal.out(
    `${cyan(bold(entry.code))}  ${entry.title}\n\n  ${dim('why')}  ${entry.why}\n  ${dim('fix')}  ${entry.fix}\n`,
  );
}

async function allCodes() {
  return (await registries()).flatMap((registry) => registry.codes);
}
