import type { CreatedContract } from '@sluice/onboarding';
import { count, counted, pairs, printable, shellWord, type Terminal, table } from '@sluice/terminal';

/** A contract that was made, for a program. */
export function createdDocument({ inference, remarks }: CreatedContract, isDryRun: boolean): unknown {
  const { id, columns, sample, dialect, partition, document } = inference;
  return {
    ok: true,
    dataset: id,
    written: !isDryRun,
    records: sample.records.length,
    dialect,
    partition: partition.text,
    columns: columns.map(({ name, header, type, because, ask, nulls }) => ({
      name,
      header,
      type,
      nulls,
      because,
      ask: ask ?? null,
    })),
    remarks,
    whole: sample.isWhole,
    contract: document,
  };
}

/** The same for people: what was seen in every column, what to look at, and what comes next. */
export function createdText(
  { inference, remarks }: CreatedContract,
  file: string,
  isDryRun: boolean,
  { paint }: Terminal,
): string {
  const { id, columns, sample, dialect, partition } = inference;
  const records = sample.records.length;
  const { bold, dim, green, yellow } = paint;
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
  const next = isDryRun
    ? []
    : ([
        ['look at', `contracts/${id}/contract.json`],
        ['check', `npx sluice contract check ${id}`],
        ['deploy', 'npx sluice local up'],
        ['load', `npx sluice put <file> ${id} --wait`],
      ] as const);
  return [
    `${sample.isWhole ? '' : 'the first '}${counted(records, 'record')} ` +
      `in ${shellWord(file)}: ${dialect.encoding}, ` +
      `delimiter ${delimiter}, ${dialect.compression === 'gzip' ? 'gzip' : 'not compressed'}${
        dialect.decimalComma ? ', decimal comma' : ''
      }\n\n`,
    table(titles, rows, { dim }),
    `\n  ${dim('partition')}  ${partition.text} ${dim(`(${partition.because})`)}\n`,
    asks.length === 0 ? '' : `\n${bold('Look at these')}\n${asks.join('')}`,
    '\n',
    isDryRun
      ? `${green('✓')} dataset ${bold(id)} would be written ${dim('(--dry-run)')}\n`
      : `${green('✓')} dataset ${bold(id)} written\n${pairs(next, '  ', dim)}`,
  ].join('');
}
