import type { Contract, Finding } from '@sluice/contract';
import { type CommonOptions, counted, EXIT, printable, printJson, type Session, shownPath } from '@sluice/terminal';

/** Options of `lint`, `generate` and `check`. */
export interface CheckOptions extends CommonOptions {
  readonly project?: string;
}

/** `contract lint`. */
export async function lintContracts(session: Session, ids: readonly string[], options: CheckOptions): Promise<void> {
  const { lintContract } = await import('@sluice/contract');
  const { findings, checked } = await eachContract(session, ids, options, async (contract) => lintContract(contract));
  report(session, options, findings, checked, ['keeps every rule', 'keep every rule']);
}

/**
 * `contract check`: lint, and generated files that are fresh. Every contract is looked at, whatever is wrong with
 * another.
 */
export async function checkContracts(session: Session, ids: readonly string[], options: CheckOptions): Promise<void> {
  const { lintContract } = await import('@sluice/contract');
  const { checkGenerated, checkRetention } = await import('@sluice/codegen');
  const { projectRoot } = await import('@sluice/terminal');
  const { findings, checked } = await eachContract(session, ids, options, async (contract) => {
    const lint = lintContract(contract);
    return hasError(lint) ? lint : [...lint, ...(await checkGenerated(contract))];
  });
  // Like the registry: what ties all datasets together is looked at when all of them are.
  const summary = ids.length === 0 ? checkRetention(projectRoot(session, options.project)) : [];
  report(session, options, [...findings, ...summary], checked, [
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
  const { retentionPath, writeGenerated, writeRetention } = await import('@sluice/codegen');
  const { loadDataset, loadRegistry } = await import('@sluice/contract');
  const { projectRoot } = await import('@sluice/terminal');
  const root = projectRoot(session, options.project);
  const written: Record<string, readonly string[]> = {};
  for (const id of ids.length === 0 ? loadRegistry(root).datasets : ids)
    written[id] = await writeGenerated(loadDataset(root, id));
  const summary = writeRetention(root);
  if (options.json === true) return printJson(session, { ok: true, written, retention: summary });
  const { green, dim } = session.terminal.paint;
  for (const [id, names] of Object.entries(written)) {
    session.terminal.out(`${green('✓')} ${id}  ${names.length === 0 ? dim('was up to date') : names.join(', ')}\n`);
  }
  if (summary) session.terminal.out(`${green('✓')} ${shownPath(session, retentionPath(root))}\n`);
}

async function eachContract(
  session: Session,
  ids: readonly string[],
  options: CheckOptions,
  check: (contract: Contract) => Promise<readonly Finding[]>,
): Promise<{ findings: readonly Finding[]; checked: number }> {
  const { compareFindings, contractPath, lintRegistry, loadDataset, loadRegistry, readContract } = await import(
    '@sluice/contract'
  );
  const { projectRoot } = await import('@sluice/terminal');
  const root = projectRoot(session, options.project);
  const registry = loadRegistry(root);
  const wanted = ids.length === 0 ? registry.datasets : ids;
  const findings: Finding[] = ids.length === 0 ? [...lintRegistry(root, registry)] : [];
  for (const id of wanted) {
    // An unknown name is wrong use, not a finding.
    if (!registry.datasets.includes(id)) loadDataset(root, id);
    const read = readContract(contractPath(root, id));
    findings.push(...read.findings);
    if (read.contract !== undefined) findings.push(...(await check(read.contract)));
  }
  return { findings: unique(findings).sort(compareFindings), checked: wanted.length };
}

function report(
  session: Session,
  options: CheckOptions,
  findings: readonly Finding[],
  checked: number,
  well: readonly [one: string, many: string],
): void {
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

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Reading and linting may both tell of one thing. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
