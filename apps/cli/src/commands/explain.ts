import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { commandWithHelp } from '../help.ts';
import { type CommonOptions, printJson, type Session } from '../session.ts';

/** `sluice explain <code>`: what a code or a reason means, and the way out. */
export function explainCommand(session: Session): Command {
  return commandWithHelp('explain', 'Tell what a code or a reason means, and the way out.', [
    { line: 'npx sluice explain SLC8010', does: 'a code' },
    { line: 'npx sluice explain missing-column', does: 'why a file was refused' },
    { line: 'npx sluice explain range:month', does: 'why a row was rejected' },
    { line: 'npx sluice explain --all', does: 'everything there is' },
  ])
    .argument('[code]', 'an SLC code, a file reason or a row reason')
    .option('--all', 'list all codes and reasons')
    .action((code: string | undefined, options: CommonOptions & { all?: boolean }) => explain(session, code, options));
}

async function explain(session: Session, code: string | undefined, options: CommonOptions & { all?: boolean }): Promise<void> {
  const { registries } = await import('../codes/registries.ts');
  const { REASONS, reasonOf } = await import('../codes/reasons.ts');
  const { table } = await import('../terminal/table.ts');
  const { bold, cyan, dim } = session.terminal.paint;
  const codes = (await registries()).flatMap((registry) => registry.codes);
  if (options.all === true) {
    if (options.json === true) return printJson(session, { ok: true, codes, reasons: REASONS });
    const rows = [...codes.map((entry) => [entry.code, entry.title]), ...REASONS.map((entry) => [entry.reason, entry.why])];
    return session.terminal.out(table([{ title: 'code' }, { title: 'what', max: 90 }], rows, { dim }));
  }
  if (code === undefined) throw new CliError('SLC8001', 'explain needs a code or --all');

  const wanted = /^slc\d+$/i.test(code.trim()) ? code.trim().toUpperCase() : code.trim();
  const definition = codes.find((entry) => entry.code === wanted);
  const reason = definition === undefined ? reasonOf(wanted) : undefined;
  if (definition === undefined && reason === undefined) {
    const { nearest } = await import('@sluice/contract');
    const close = nearest(wanted, [...codes.map((entry) => entry.code), ...REASONS.map((entry) => entry.reason)]);
    throw new CliError(
      'SLC8005',
      `nothing is registered under "${wanted}"`,
      close === undefined ? {} : { fix: `Did you mean ${close}? \`npx sluice explain --all\` lists everything.` },
    );
  }
  if (options.json === true) return printJson(session, { ok: true, ...(definition ?? reason) });
  const [name, title, why, fix] =
    definition === undefined
      ? [
          reason?.reason ?? '',
          reason?.about === 'file' ? 'a reason to refuse or ignore a file' : 'a reason to reject a row',
          reason?.why ?? '',
          reason?.fix ?? '',
        ]
      : [definition.code, definition.title, definition.why, definition.fix];
  session.terminal.out(`${cyan(bold(name))}  ${title}\n\n  ${dim('why')}  ${why}\n  ${dim('fix')}  ${fix}\n`);
}
