import { CliError, type CommonOptions, pathOf, printJson, projectRoot, type Session } from '@sluice/terminal';

/** Options of `contract new`. */
export interface NewOptions extends CommonOptions {
  readonly id?: string;
  readonly owner: string;
  readonly dayFirst?: boolean;
  readonly monthFirst?: boolean;
  readonly dryRun?: boolean;
  readonly project?: string;
}

/** `contract new <csv>`: writes a contract, registers it, generates its files. */
export async function newContract(session: Session, file: string, options: NewOptions): Promise<void> {
  const { createContract } = await import('@sluice/onboarding');
  const { createdDocument, createdText } = await import('./present-new.ts');
  await checkOptions(options);
  const isDryRun = options.dryRun === true;
  const created = await createContract(pathOf(session, file), {
    root: projectRoot(session, options.project),
    id: options.id,
    owner: options.owner,
    dayOrder: options.dayFirst === true ? 'day-first' : options.monthFirst === true ? 'month-first' : undefined,
    isDryRun,
  });
  if (options.json === true) return printJson(session, createdDocument(created, isDryRun));
  session.terminal.out(createdText(created, file, isDryRun, session.terminal));
}

async function checkOptions({ dayFirst, monthFirst, id, owner }: NewOptions): Promise<void> {
  const { isDatasetId, isTeamName } = await import('@sluice/contract');
  if (dayFirst === true && monthFirst === true)
    throw new CliError('SLC8001', '--day-first and --month-first exclude each other');
  if (id !== undefined && !isDatasetId(id)) {
    throw new CliError('SLC8001', `"${id}" is no dataset id`, {
      fix: 'Ids are snake_case: a letter, then 1 to 39 letters, digits or underscores.',
    });
  }
  if (!isTeamName(owner))
    throw new CliError('SLC8001', `"${owner}" is no team name`, {
      fix: 'Lower-case letters, digits and hyphens, such as flight-ops.',
    });
}
