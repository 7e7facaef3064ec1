import type { CheckedContracts } from '@sluice/contract';
import {
  type CommonOptions,
  counted,
  EXIT,
  printable,
  printJson,
  projectRoot,
  type Session,
  shownPath,
} from '@sluice/terminal';

/** Options of `lint`, `generate` and `check`. */
export interface CheckOptions extends CommonOptions {
  readonly project?: string;
}

/** `contract lint`. */
export async function lintContracts(session: Session, ids: readonly string[], options: CheckOptions): Promise<void> {
  const { checkContracts: check } = await import('@sluice/contract');
  const checked = await check(projectRoot(session, options.project), ids);
  await report(session, options, checked, ['keeps every rule', 'keep every rule']);
}

/** `contract check`: lint, and generated files that are fresh. */
export async function checkContracts(session: Session, ids: readonly string[], options: CheckOptions): Promise<void> {
  const { checkGeneratedContracts } = await import('@sluice/codegen');
  const checked = await checkGeneratedContracts(projectRoot(session, options.project), ids);
  await report(session, options, checked, [
    'is in order, and so is what it generates',
    'are in order, and so is what they generate',
  ]);
}

/** `contract generate`. The summary of retentions is of all datasets, whichever is generated. */
export async function generateContracts(
  session: Session,
  ids: readonly string[],
  options: CheckOptions,
): Promise<void> {
  const { generateContracts: generate, retentionPath } = await import('@sluice/codegen');
  const root = projectRoot(session, options.project);
  const { written, retention } = await generate(root, ids);
  if (options.json === true) return printJson(session, { ok: true, written, retention });
  const { green, dim } = session.terminal.paint;
  for (const [id, names] of Object.entries(written)) {
    session.terminal.out(`${green('✓')} ${id}  ${names.length === 0 ? dim('was up to date') : names.join(', ')}\n`);
  }
  if (retention) session.terminal.out(`${green('✓')} ${shownPath(session, retentionPath(root))}\n`);
}

async function report(
  session: Session,
  options: CheckOptions,
  { findings, checked }: CheckedContracts,
  well: readonly [one: string, many: string],
): Promise<void> {
  const { hasError } = await import('@sluice/contract');
  const failed = hasError(findings);
  if (failed) session.exitCode = EXIT.checkFailed;
  if (options.json === true) {
    printJson(session, { ok: !failed, contracts: checked, findings });
    return;
  }
  const { bold, dim, green, red, yellow } = session.terminal.paint;
  for (const finding of findings) {
    const mark = finding.severity === 'error' ? red('✗') : yellow('!');
    session.terminal.out(`${mark} ${bold(finding.code)}  ${printable(finding.message)}\n`);
    session.terminal.out(
      `  ${dim('where')}  ${printable(shownPath(session, finding.file))}:${finding.line}:${finding.column}\n`,
    );
    session.terminal.out(`  ${dim('fix')}    ${printable(finding.fix)}\n\n`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const also = warnings === 0 ? '' : dim(`, ${counted(warnings, 'warning')}`);
  session.terminal.out(
    failed
      ? `${red(`✗ ${counted(errors, 'error')}`)}${also}\n`
      : `${green(`✓ ${counted(checked, 'contract')}`)} ${well[checked === 1 ? 0 : 1]}${also}\n`,
  );
}
