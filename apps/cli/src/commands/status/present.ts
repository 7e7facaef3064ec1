import { type DatasetStatus, type LakeStatus, secondsBetween, targetTitle } from '@sluice/lake';
import { age, bytes, count, instant, printable, type Terminal, table } from '@sluice/terminal';

const right = (title: string) => ({ title, align: 'right' as const });

/** A lake at one moment, on a screen: what stands out is coloured, what is empty is left out. */
export function statusText(status: LakeStatus, terminal: Terminal): string {
  const { bold, dim } = terminal.paint;
  const parts = [
    `  ${bold(targetTitle(status.target))}  ${dim(`${instant(status.at)} UTC`)}\n`,
    datasetTable(status, terminal),
    section('Under way', running(status, terminal), terminal),
    section('Last batches', lastBatches(status, terminal), terminal),
    section('Refused files', quarantine(status, terminal), terminal),
    section('Alarms', alarms(status, terminal), terminal),
    section('Deployed, and in no contract', orphans(status, terminal), terminal),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** One line per dataset, for logs: everything that can change, nothing that only grows older. */
export function statusLines({ datasets, alarms: firing, orphans: forgotten }: LakeStatus): readonly string[] {
  const lines = datasets.map(
    ({ dataset, waiting, events, slots, running: batches, quarantine: refused, lastCommits }) =>
      [
        dataset,
        `waiting ${waitingText(waiting)}`,
        `events ${events.waiting + events.inFlight}`,
        `running ${batches.length}`,
        `slots ${slots.taken}/${slots.of}`,
        `refused ${refused.files}`,
        `dead letters ${events.deadLetters}`,
        `last batch ${lastCommits[0]?.batchId ?? '-'}`,
      ].join('  '),
  );
  return [
    ...lines,
    ...firing.map(({ name }) => `alarm ${name}`),
    ...forgotten.map(({ dataset, stack }) => `orphan ${dataset} (${stack})`),
  ];
}

function datasetTable({ datasets, at }: LakeStatus, { paint, width }: Terminal): string {
  const { dim, red, yellow } = paint;
  if (datasets.length === 0) return `  ${dim('No dataset is deployed.')}\n`;
  const rows = datasets.map((each) => {
    const commit = each.lastCommits.find(({ committedAt }) => committedAt !== null);
    const events = each.events.waiting + each.events.inFlight;
    return [
      each.dataset,
      each.status === 'active' ? each.contractVersion : yellow(`${each.contractVersion} ${each.status}`),
      events === 0 ? '' : count(events),
      each.waiting.files === 0 ? '' : waitingText(each.waiting),
      each.waiting.oldestSeconds === null ? '' : age(each.waiting.oldestSeconds),
      each.running.length === 0 ? '' : count(each.running.length),
      each.status === 'retired' ? '' : slotsText(each, yellow),
      commit?.committedAt == null ? '' : `${age(secondsBetween(commit.committedAt, at))} ago`,
      each.freshnessSeconds === null ? '' : age(each.freshnessSeconds),
      each.quarantine.files === 0 ? '' : yellow(count(each.quarantine.files)),
      each.events.deadLetters === 0 ? '' : red(count(each.events.deadLetters)),
    ];
  });
  const columns = [
    { title: 'dataset' },
    { title: 'contract' },
    right('events'),
    right('waiting'),
    right('oldest'),
    right('running'),
    right('slots'),
    right('last commit'),
    right('newest data'),
    right('refused'),
    right('dead letters'),
  ];
  return table(columns, rows, { dim, fit: width });
}

function running({ datasets }: LakeStatus, { paint, width }: Terminal): string {
  const rows = datasets.flatMap(({ dataset, running: batches }) =>
    batches.map((batch) => [
      batch.batchId,
      dataset,
      batch.state,
      count(batch.attempt),
      count(batch.files),
      bytes(batch.bytes),
      age(batch.seconds),
      batch.slot === null ? '' : count(batch.slot),
      batch.jobRunId ?? '',
      printable(batch.reason ?? ''),
    ]),
  );
  const columns = [
    { title: 'batch' },
    { title: 'dataset' },
    { title: 'state' },
    right('attempt'),
    right('files'),
    right('bytes'),
    right('for'),
    right('slot'),
    { title: 'run' },
    { title: 'last failure' },
  ];
  return rows.length === 0 ? '' : table(columns, rows, { dim: paint.dim, fit: width });
}

function lastBatches({ datasets, at }: LakeStatus, { paint, width }: Terminal): string {
  const { dim, green, red } = paint;
  const rows = datasets.flatMap(({ dataset, lastCommits }) =>
    lastCommits.map((batch) => [
      batch.committedAt === null ? red('✗') : green('✓'),
      batch.batchId,
      dataset,
      count(batch.files),
      bytes(batch.bytes),
      count(batch.attempt),
      `${age(secondsBetween(batch.committedAt ?? batch.settledAt, at))} ago`,
      batch.committedAt === null ? printable(batch.reason ?? 'failed') : '',
    ]),
  );
  const columns = [
    { title: '' },
    { title: 'batch' },
    { title: 'dataset' },
    right('files'),
    right('bytes'),
    right('attempt'),
    right('ended'),
    { title: 'why' },
  ];
  return rows.length === 0 ? '' : table(columns, rows, { dim, fit: width });
}

function quarantine({ datasets }: LakeStatus, { paint, width }: Terminal): string {
  const rows = datasets.flatMap(({ dataset, quarantine: { byReason } }) =>
    Object.entries(byReason).map(([reason, files]) => [dataset, printable(reason), count(files)]),
  );
  if (rows.length === 0) return '';
  const columns = [{ title: 'dataset' }, { title: 'reason' }, right('files')];
  const listed = table(columns, rows, { dim: paint.dim, fit: width });
  return `${listed}  ${paint.dim('npx sluice quarantine ls')}\n`;
}

function alarms({ alarms: firing, at }: LakeStatus, { paint, width }: Terminal): string {
  const rows = firing.map(({ name, since, reason }) => [
    paint.red('✗'),
    name,
    since === null ? '' : age(secondsBetween(since, at)),
    printable(reason),
  ]);
  const columns = [{ title: '' }, { title: 'alarm' }, right('for'), { title: 'why', cut: 'end' as const }];
  return rows.length === 0 ? '' : table(columns, rows, { dim: paint.dim, fit: width });
}

function orphans({ orphans: forgotten }: LakeStatus, { paint, width }: Terminal): string {
  if (forgotten.length === 0) return '';
  const rows = forgotten.map(({ dataset, stack }) => [paint.yellow('!'), dataset, stack]);
  const columns = [{ title: '' }, { title: 'dataset' }, { title: 'stack' }];
  return `${table(columns, rows, { dim: paint.dim, fit: width })}  ${paint.dim('npx sluice explain SLC9510')}\n`;
}

function section(title: string, text: string, { paint }: Terminal): string {
  return text === '' ? '' : `  ${paint.bold(title)}\n${text}`;
}

function waitingText({ files, more }: DatasetStatus['waiting']): string {
  return more ? `${count(files)}+` : count(files);
}

function slotsText({ slots: { taken, of } }: DatasetStatus, yellow: (text: string) => string): string {
  const text = `${taken} of ${of}`;
  return taken >= of ? yellow(text) : text;
}
