import type { FileRecord, FileState } from '@sluice/control-plane';
import type { FileStory, RejectedPlace } from '@sluice/lake';
import { bytes, count, counted, instant, pairs, printable, shellWord, type Terminal, table } from '@sluice/terminal';
import type { Meanings } from '../../terminal/meanings.ts';
import { historyText, reasonText } from './present-history.ts';

/** Files of a commit that are listed; `--json` has them all. */
const SHOWN_FILES = 8;

/** What each state means, in a few words. */
const STATES: Readonly<Record<FileState, string>> = {
  RECEIVED: 'seen, not decided yet',
  IGNORED: 'not loaded: it is no file of this dataset',
  QUARANTINED: 'refused',
  QUEUED: 'waits for a batch',
  RUNNING: 'in a batch that is under way',
  SUCCEEDED: 'its rows are in the table',
  DISCARDED: 'given up by an operator',
  SUPERSEDED: 'a newer version has taken its place',
};

/** All versions of a key, the oldest first. */
export function storiesText(
  key: string,
  stories: readonly FileStory[],
  meanings: Meanings,
  terminal: Terminal,
): string {
  const { bold, dim } = terminal.paint;
  const [first] = stories;
  const title = `  ${bold(printable(key))}  ${dim(
    `${first?.file.datasetId ?? ''}${stories.length > 1 ? ' ' + `· ${counted(stories.length, 'version')}` : ''}`,
  )}\n`;
  return `${title}\n${stories.map((story) => storyText(story, meanings, terminal)).join('\n')}`;
}

function storyText(story: FileStory, meanings: Meanings, terminal: Terminal): string {
  const { file } = story;
  const { dim } = terminal.paint;
  const facts =
    `version ${file.versionId} · ${bytes(file.sizeBytes)} · arrived ${instant(file.eventTime)} ` +
    `UTC${standingText(file)}`;
  return [
    `  ${stateText(file, terminal)}  ${STATES[file.state]}\n  ${dim(facts)}\n\n`,
    historyText(file.history, file.historyDropped, meanings, terminal),
    why(story, meanings, terminal),
    rowsText(file, story.badRows, 0, meanings, terminal),
    outcomeText(story, meanings, terminal),
    duplicatesText(story, terminal),
  ].join('');
}

function standingText({ standing }: FileRecord): string {
  if (standing === 'first') return '';
  return standing === 'stale'
    ? ' · older than what was there already'
    : ' · came after another version of the same key';
}

function stateText({ state }: FileRecord, { paint }: Terminal): string {
  const { bold, cyan, green, red, yellow } = paint;
  const colour = { SUCCEEDED: green, QUARANTINED: red, IGNORED: yellow, DISCARDED: yellow } as Partial<
    Record<FileState, (text: string) => string>
  >;
  return bold((colour[state] ?? cyan)(state));
}

/** Why it is not in the table, where, and the way out. */
function why({ file, at }: FileStory, meanings: Meanings, { paint }: Terminal): string {
  if (file.reason === null || file.state === 'SUCCEEDED') return '';
  const entry = meanings(file.reason);
  const lines: [string, string][] = [
    ['reason', `${printable(file.reason)}${entry === undefined ? '' : paint.dim(`  ${entry.code}`)}`],
  ];
  if (entry !== undefined) lines.push(['why', entry.why]);
  if (file.detail !== null) lines.push(['found', printable(file.detail)]);
  if (at !== null) lines.push(['where', `line ${count(at.line)}, column ${count(at.column)}`]);
  if (entry !== undefined) lines.push(['fix', entry.fix]);
  const key = shellWord(`${file.key}@${file.versionId}`);
  if (file.state === 'QUARANTINED' || file.state === 'IGNORED')
    lines.push([
      'then',
      `npx sluice quarantine release ${key}  ${paint.dim('decides again, under the contract as it is then')}`,
    ]);
  if (file.state === 'QUARANTINED')
    lines.push(['or', `npx sluice quarantine discard ${key}  ${paint.dim('gives it up')}`]);
  return `\n${pairs(lines, '  ', paint.dim)}`;
}

function outcomeText({ file, outcome }: FileStory, meanings: Meanings, terminal: Terminal): string {
  if (outcome === null) return '';
  const { dim, green, yellow } = terminal.paint;
  const { records, rejected } = outcome;
  const accepted =
    records === null ? '' : `${count(records - rejected.count)} of ${counted(records, 'row')} in the table`;
  const refused =
    rejected.count === 0 ? '' : yellow(`${records === null ? '' : ', '}${count(rejected.count)} rejected`);
  const inAll = outcome.members === 1 ? '' : dim(`  (files of the batch: rows of ${counted(outcome.members, 'file')})`);
  const more =
    outcome.files.length > SHOWN_FILES ? `  ${dim(`… and ${count(outcome.files.length - SHOWN_FILES)} more`)}\n` : '';
  const files = outcome.files
    .slice(0, SHOWN_FILES)
    .map((each) => [`s3://${each.bucket}/${each.key}`, count(each.rows), bytes(each.bytes)]);
  const columns = [
    { title: 'file in the table' },
    { title: 'rows', align: 'right' as const },
    { title: 'bytes', align: 'right' as const },
  ];
  return [
    `\n  ${green(accepted)}${refused}${inAll}\n`,
    files.length === 0 ? '' : `\n${table(columns, files, { dim, fit: terminal.width })}${more}`,
    rejectedText(file, outcome, meanings, terminal),
  ].join('');
}

function rejectedText(
  file: FileRecord,
  { rejected }: NonNullable<FileStory['outcome']>,
  meanings: Meanings,
  terminal: Terminal,
): string {
  return rejected.count === 0
    ? ''
    : rowsText(file, rejected.rows, rejected.count - rejected.rows.length, meanings, terminal);
}

/** Rows with the place of each of their reasons. */
function rowsText(
  file: FileRecord,
  rows: readonly RejectedPlace[],
  hidden: number,
  meanings: Meanings,
  { paint, width }: Terminal,
): string {
  if (rows.length === 0) return '';
  const cells = rows.flatMap((row) =>
    row.reasons.map((each, index) => rejectedCells(row, each, index === 0, meanings)),
  );
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    right('row'),
    right('line'),
    right('column'),
    { title: 'header' },
    { title: 'reason', cut: 'end' as const },
  ];
  const [first] = rows;
  const more = hidden > 0 ? `${count(hidden)} more · ` : '';
  const hint = first?.record == null ? '' : `npx sluice explain ${shellWord(file.key)} --row ${first.record}`;
  return `\n${table(columns, cells, { dim: paint.dim, fit: width })}  ${paint.dim(`${more}${hint}`)}\n`;
}

function rejectedCells(
  row: RejectedPlace,
  each: RejectedPlace['reasons'][number],
  isFirst: boolean,
  meanings: Meanings,
): readonly string[] {
  const at = each.at ?? row.at;
  return [
    isFirst && row.record !== null ? count(row.record) : '',
    at === null ? '' : count(at.line),
    at === null ? '' : count(at.column),
    printable(each.header ?? ''),
    reasonText(each.reason, meanings),
  ];
}

function duplicatesText({ duplicates }: FileStory, { paint }: Terminal): string {
  if (duplicates === undefined || duplicates.count === 0) return '';
  const { count: times, first, last, incomplete } = duplicates;
  const when =
    first === last ? `at ${instant(first ?? '')}` : `between ${instant(first ?? '')} and ${instant(last ?? '')}`;
  return (
    `\n  ${paint.cyan('=')} its event came ` +
    `again ${incomplete ? 'at least ' : ''}${counted(times, 'time')}, ${when} UTC: known, so nothing happened\n`
  );
}
