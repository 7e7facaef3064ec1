import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { commandWithHelp } from '../help.ts';
import { type CommonOptions, printJson, type Session } from '../session.ts';

type ExplainOptions = CommonOptions & { readonly all?: boolean };

/** `sluice explain <code>`: what a code or a reason means, and the way out. */
export function explainCommand(session: Session): Command {
  return commandWithHelp('explain', 'Tell what a code or a reason means, and the way out.', [
    { line: 'npx sluice explain SLC8010', does: 'a code' },
    { line: 'npx sluice explain missing-column', does: 'why a file was refused' },
    { line: 'npx sluice explain range:month', does: 'why a row was rejected' },
    { line: 'npx sluice explain --all', does: 'everything there is' },
  ])
    .argument('[code]', 'an SLC code, a reason of a file or a reason of a row')
    .option('--all', 'list all codes and reasons')
    .action((code: string | undefined, options: ExplainOptions) => explain(session, code, options));
}

async function explain(session: Session, code: string | undefined, options: ExplainOptions): Promise<void> {
  const { registries } = await import('../codes/registries.ts');
  const { entryOfReason, reasonOfEntry } = await import('../codes/reasons.ts');
  const { table } = await import('../terminal/table.ts');
  const { bold, cyan, dim } = session.terminal.paint;
  const codes = (await registries()).flatMap((registry) => registry.codes);
  if (options.all === true) {
    if (options.json === true) return printJson(session, { ok: true, codes });
    const rows = codes.map((entry) => [entry.code, entry.title]);
    return session.terminal.out(table([{ title: 'code' }, { title: 'what', max: 100 }], rows, { dim, fit: session.terminal.width }));
  }
  if (code === undefined) throw new CliError('SLC8001', 'explain needs a code or --all');

  const wanted = /^slc\d+$/i.test(code.trim()) ? code.trim().toUpperCase() : code.trim().toLowerCase();
  const entry = codes.find((each) => each.code === wanted) ?? entryOfReason(codes, wanted);
  if (entry === undefined) {
    const { nearest } = await import('@sluice/contract');
    const close = nearest(wanted, [...codes.map((each) => each.code), ...codes.flatMap((each) => reasonOfEntry(each) ?? [])]);
    const options = close === undefined ? {} : { fix: `Did you mean ${close}? \`npx sluice explain --all\` lists everything.` };
    throw new CliError('SLC8005', `nothing is registered under "${wanted}"`, options);
  }
  if (options.json === true) return printJson(session, { ok: true, ...entry });
  session.terminal.out(`${cyan(bold(entry.code))}  ${entry.title}\n\n  ${dim('why')}  ${entry.why}\n  ${dim('fix')}  ${entry.fix}\n`);
}
