import type { BatchStory } from '@sluice/lake';
import { bytes, count, counted, pairs, printable, seconds, type Terminal, table } from '@sluice/terminal';
import { type Meanings, meaningText } from '../../terminal/meanings.ts';
import { historyText } from './present-history.ts';

/** Longer lists are for programs: `--json` has them whole. */
const SHOWN = 12;
/** Stages of a run in the order of its way (glue/README.md); one that is not here comes last. */
const STAGES = ['claim', 'stage-in', 'scan', 'write', 'verify', 'intent', 'publish', 'register', 'commit', 'done'];
const right = (title: string) => ({ title, align: 'right' as const });

/** A batch: what it is, its way, its attempts with the seconds of their stages, its members, and what it left. */
export function batchText(story: BatchStory, meanings: Meanings, terminal: Terminal): string {
  const { bold, dim, red } = terminal.paint;
  const { batch, manifest, head: batchHead } = story;
  const dataset = batch?.datasetId ?? manifest?.dataset_id ?? batchHead?.dataset_id ?? '';
  const facts: [string, string][] = [
    [
      'ledger',
      batch === null
        ? red('the ledger does not know this batch')
        : `${batch.state}${batch.slot === null ? '' : `, holds slot ${batch.slot}`}`,
    ],
    [
      'batch head',
      batchHead === null
        ? 'none yet'
        : `${batchHead.state}, attempt ${batchHead.attempt}${
            batchHead.run_id === null ? '' : ', ' + `run ${batchHead.run_id}`
          }`,
    ],
    [
      'files',
      `${count(batch?.files ?? manifest?.members.length ?? 0)}${batch === null ? '' : `, ${bytes(batch.bytes)}`}`,
    ],
  ];
  const rows = batchHead?.counts ?? null;
  if (rows !== null)
    facts.push([
      'rows',
      `${count(rows.rows_in)} in = ${count(rows.accepted)} in the table + ${count(rows.rejected)} rejected`,
    ]);
  if (batch?.reason != null)
    facts.push([
      'reason',
      printable([batch.reason, meaningText(meanings, batch.reason)].filter((text) => text !== '').join(': ')),
    ]);
  if (batch?.detail != null) facts.push(['found', printable(batch.detail)]);
  if (manifest !== null) {
    facts.push(['contract', `${manifest.contract_version}, run date ${manifest.run_date}`]);
    facts.push(['pinned', `plan ${manifest.plan_digest.slice(0, 12)}…, code ${manifest.code_digest.slice(0, 12)}…`]);
  }
  for (const { file, message } of story.problems)
    facts.push(['problem', red(`${printable(file)}: ${printable(message)}`)]);
  return [
    `  ${bold(`batch ${story.batchId}`)}  ${dim(dataset)}\n\n${pairs(facts, '  ', dim)}`,
    batch === null ? '' : `\n${historyText(batch.history, batch.historyDropped, meanings, terminal, true)}`,
    attemptsText(story, meanings, terminal),
    membersText(story, meanings, terminal),
    filesText(story, terminal),
  ].join('');
}

function attemptsText({ attempts }: BatchStory, meanings: Meanings, { paint, width }: Terminal): string {
  const reported = attempts.filter(({ report }) => report !== null);
  if (attempts.length === 0) return '';
  const place = (stage: string) => (STAGES.includes(stage) ? STAGES.indexOf(stage) : STAGES.length);
  const stages = [...new Set(reported.flatMap(({ report }) => Object.keys(report?.seconds ?? {})))].sort(
    (a, b) => place(a) - place(b),
  );
  const rows = attempts.map(({ attempt, report }) => [
    count(attempt),
    report === null ? 'no report' : report.outcome,
    report?.run_id ?? '',
    report === null ? '' : [report.stage, report.code ?? ''].filter((text) => text !== '').join(' '),
    printable(report?.code == null ? '' : (report.message ?? meaningText(meanings, report.code))),
    ...stages.map((stage) => (report?.seconds[stage] === undefined ? '' : seconds(report.seconds[stage]))),
  ]);
  const columns = [
    right('attempt'),
    { title: 'outcome' },
    { title: 'run' },
    { title: 'last stage' },
    { title: 'message', cut: 'end' as const },
    ...stages.map(right),
  ];
  const used = columns.map((_, index) => rows.some((row) => row[index] !== ''));
  const kept = <T>(cells: readonly T[]) => cells.filter((_, index) => used[index]);
  return `\n${table(kept(columns), rows.map(kept), { dim: paint.dim, fit: width })}`;
}

function membersText(
  { manifest, head: batchHead, attempts }: BatchStory,
  meanings: Meanings,
  { paint, width }: Terminal,
): string {
  if (manifest === null) return '';
  const records = new Map(attempts.at(-1)?.report?.members.map(({ member, records: rows }) => [member, rows]));
  const refused = new Map(batchHead?.refused.map((entry) => [entry.member, entry.reason]));
  // What was refused comes first: it is what people look for.
  const order = [...manifest.members.keys()].sort((a, b) => Number(refused.has(b)) - Number(refused.has(a)) || a - b);
  const rows = order.slice(0, SHOWN).map((index) => {
    const member = manifest.members[index];
    const reason = refused.get(index);
    return [
      printable(member?.key ?? ''),
      bytes(member?.size ?? 0),
      records.has(index) ? count(records.get(index) ?? 0) : '',
      reason === undefined ? '' : paint.red(printable(`${reason} (${meaningText(meanings, reason)})`)),
    ];
  });
  const more =
    order.length > SHOWN ? `  ${paint.dim(`… and ${count(order.length - SHOWN)} more: --json lists them all`)}\n` : '';
  const columns = [
    { title: counted(order.length, 'member') },
    right('bytes'),
    right('records'),
    { title: refused.size === 0 ? '' : 'refused' },
  ];
  return `\n${table(columns, rows, { dim: paint.dim, fit: width })}${more}`;
}

function filesText({ head: batchHead }: BatchStory, { paint, width }: Terminal): string {
  if (batchHead === null) return '';
  const all = [
    ...batchHead.files.map((file) => ({ ...file, what: 'table' })),
    ...batchHead.quarantine_files.map((file) => ({ ...file, what: 'rejected rows' })),
  ];
  if (all.length === 0) return '';
  const rows = all
    .slice(0, SHOWN)
    .map((file) => [`s3://${file.bucket}/${file.key}`, file.what, count(file.rows), bytes(file.bytes)]);
  const more =
    all.length > SHOWN ? `  ${paint.dim(`… and ${count(all.length - SHOWN)} more: --json lists them all`)}\n` : '';
  const columns = [{ title: counted(all.length, 'file') }, { title: 'holds' }, right('rows'), right('bytes')];
  return `\n${table(columns, rows, { dim: paint.dim, fit: width })}${more}`;
}
