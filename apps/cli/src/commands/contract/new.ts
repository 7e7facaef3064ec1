import { CliError, type CommonOptions, pathOf, printJson, type Session, shellWord } from '@sluice/terminal';

/** Options of `contract new`. */
export interface NewOptions extends CommonOptions {
  readonly id?: string;
  readonly owner: string;
  readonly dayFirst?: boolean;
  readonly monthFirst?: boolean;
  readonly dryRun?: boolean;
  readonly project?: string;
}

const DATASET_ID = /^[a-z][a-z0-9_]{1,39}$/;
const OWNER = /^[a-z][a-z0-9-]{0,62}$/;

/**
 * `contract new <csv>`: writes a contract, registers it, generates its files. Nothing is written when anything is
 * wrong.
 */
export async function newContract(session: Session, file: string, options: NewOptions): Promise<void> {
  const { existsSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { lintContract, loadRegistry, readContract } = await import('@sluice/contract');
  const { projectRoot } = await import('@sluice/terminal');
  const { planOf } = await import('@sluice/codegen');
  const { inferContract, OnboardingError } = await import('@sluice/onboarding');
  const { rejections } = await import('@sluice/onboarding');
  if (options.dayFirst === true && options.monthFirst === true)
    throw new CliError('SLC8001', '--day-first and --month-first exclude each other');
  if (options.id !== undefined && !DATASET_ID.test(options.id)) {
    throw new CliError('SLC8001', `"${options.id}" is no dataset id`, {
      fix: 'Ids are snake_case: a letter, then 1 to 39 letters, digits or underscores.',
    });
  }
  if (!OWNER.test(options.owner))
    throw new CliError('SLC8001', `"${options.owner}" is no team name`, {
      fix: 'Lower-case letters, digits and hyphens, such as flight-ops.',
    });
  const root = projectRoot(session, options.project);
  const dayOrder = options.dayFirst === true ? 'day-first' : options.monthFirst === true ? 'month-first' : undefined;
  const path = pathOf(session, file);
  const inference = await inferContract(path, { id: options.id, owner: options.owner, dayOrder });
  const folder = join(root, 'contracts', inference.id);
  if (loadRegistry(root).datasets.includes(inference.id) || existsSync(folder)) {
    throw new CliError('SLC8008', `there is a dataset "${inference.id}" already`, { file: folder });
  }
  const text = `${JSON.stringify(inference.document, null, 2)}\n`;
  const read = readContract(join(folder, 'contract.json'), text);
  const findings = [...read.findings, ...(read.contract === undefined ? [] : lintContract(read.contract))];
  const error = findings.find(({ severity }) => severity === 'error');
  if (error !== undefined)
    throw new OnboardingError('SLC8007', `no valid contract can be made of it: ${error.message}`, {
      file: path,
      fix: error.fix,
    });
  if (read.contract === undefined) throw new TypeError('a contract without an error can be read');
  const { rejected, reasons } = rejections(planOf(read.contract), inference.sample);
  const remarks = [
    ...(rejected === 0 ? [] : [`${rejected} of these records would be rejected: ${reasons.slice(0, 5).join(', ')}`]),
    ...inference.remarks,
    ...findings.map(({ message }) => message),
  ];
  if (options.dryRun !== true) await write(root, folder, inference.id, text);
  await present(session, file, options, inference, remarks);
}

async function write(root: string, folder: string, id: string, text: string): Promise<void> {
  const { mkdir, rm } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const { loadContract } = await import('@sluice/contract');
  const { replaceFile, writeGenerated, writeRetention } = await import('@sluice/codegen');
  const { readFile } = await import('node:fs/promises');
  try {
    await mkdir(folder, { recursive: true });
    replaceFile(join(folder, 'contract.json'), text);
    await writeGenerated(loadContract(join(folder, 'contract.json')));
    const registry = join(root, 'contracts', 'registry.json');
    const document = JSON.parse(await readFile(registry, 'utf8')) as { datasets: string[] };
    // In the registry last: a dataset that is listed is complete.
    const datasets = [...document.datasets, id].sort();
    const written = JSON.stringify({ ...document, datasets }, null, 2);
    const onOneLine = (_: string, list: string) => `[${list.replace(/\n\s+/g, ' ')}]`;
    replaceFile(registry, `${written.replace(/\[\n\s+("[\s\S]*?")\n\s+\]/, onOneLine)}\n`);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  writeRetention(root);
}

async function present(
  session: Session,
  file: string,
  options: NewOptions,
  inference: Awaited<ReturnType<typeof import('@sluice/onboarding').inferContract>>,
  remarks: readonly string[],
): Promise<void> {
  const { id, columns, sample, dialect, partition, document } = inference;
  const records = sample.records.length;
  if (options.json === true) {
    const shown = columns.map(({ name, header, type, because, ask, nulls }) => ({
      name,
      header,
      type,
      nulls,
      because,
      ask: ask ?? null,
    }));
    return printJson(session, {
      ok: true,
      dataset: id,
      written: options.dryRun !== true,
      records,
      dialect,
      partition: partition.text,
      columns: shown,
      remarks,
      whole: sample.isWhole,
      contract: document,
    });
  }
  const { printable } = await import('@sluice/terminal');
  const { count, counted } = await import('@sluice/terminal');
  const { pairs, table } = await import('@sluice/terminal');
  const { bold, dim, green, yellow } = session.terminal.paint;
  const rows = columns.map(({ header, name, type, because, nulls }) => [
    printable(header),
    name,
    type,
    count(nulls),
    because,
  ]);
  const titles = [
    { title: 'header', max: 30 },
    { title: 'column', max: 30 },
    { title: 'type' },
    { title: 'empty', align: 'right' },
    { title: 'because' },
  ] as const;
  const asks = [
    ...remarks.map((text) => `  ${yellow('!')} ${printable(text)}\n`),
    ...columns.flatMap(({ name, ask }) => (ask === undefined ? [] : [`  ${yellow('?')} ${bold(name)}  ${ask}\n`])),
  ];
  const delimiter = dialect.delimiter === '\t' ? 'tab' : dialect.delimiter;
  const next =
    options.dryRun === true
      ? []
      : ([
          ['look at', `contracts/${id}/contract.json`],
          ['check', `npx sluice contract check ${id}`],
          ['deploy', 'npx sluice local up'],
          ['load', `npx sluice put <file> ${id} --wait`],
        ] as const);
  session.terminal.out(
    [
      `${sample.isWhole ? '' : 'the first '}${counted(records, 'record')} ` +
        `in ${shellWord(file)}: ${dialect.encoding}, ` +
        `delimiter ${delimiter}, ${dialect.compression === 'gzip' ? 'gzip' : 'not compressed'}${
          dialect.decimalComma ? ', ' + 'decimal comma' : ''
        }\n\n`,
      table(titles, rows, { dim }),
      `\n  ${dim('partition')}  ${partition.text} ${dim(`(${partition.because})`)}\n`,
      asks.length === 0 ? '' : `\n${bold('Look at these')}\n${asks.join('')}`,
      '\n',
      options.dryRun === true
        ? `${green('✓')} dataset ${bold(id)} would be written ${dim('(--dry-run)')}\n`
        : `${green('✓')} dataset ${bold(id)} written\n${pairs(next, '  ', dim)}`,
    ].join(''),
  );
}
