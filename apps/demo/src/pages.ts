import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError, palette, type Session, stepLine, type Terminal } from '@sluice/terminal';
import { type DemoRecord, readRecord } from './record.ts';
import { demoScreen, verdictLine } from './screen.ts';
import { decisionTable, refusedTable } from './screen-files.ts';

/** A file of the checkout that is made, in part or whole, from the kept run. */
interface Page {
  readonly file: string;
  /** Its text as it must be, from its text as it is. */
  readonly render: (record: DemoRecord, current: string) => string;
}

/** What a page in the checkout is shown in: no colours, and no end on the right but where the page has one. */
const PAPER: Terminal = {
  out: () => {},
  err: () => {},
  paint: palette(false),
  paintError: palette(false),
  redraws: false,
  columns: 120,
  width: Number.POSITIVE_INFINITY,
};
/** The README is read on narrow screens. */
const README_COLUMNS = 100;

/** Everything that shows a run of the demo. */
export const PAGES: readonly Page[] = [
  { file: 'docs/demo.md', render: demoPage },
  { file: 'README.md', render: withExcerpts },
];

/** Writes the pages from the kept run, or fails if one of them is not as that run makes it. */
export async function writePages(session: Session, isCheck: boolean): Promise<void> {
  const record = readRecord();
  for (const { file, render } of PAGES) {
    const path = join(CHECKOUT, file);
    const current = readIfThere(path);
    const text = render(record, current);
    if (isCheck && text !== current)
      throw new CliError('SLC8019', `${file} differs from what it is made from, docs/demo.json`, { file });
    if (text !== current) writeFileSync(path, text);
    session.terminal.err(`${session.terminal.paintError.green('✓')} ${file} is as docs/demo.json says\n`);
  }
}

function demoPage(record: DemoRecord): string {
  const { date, machine } = record;
  const steps = record.stages.flatMap(({ name, seconds, summary }) =>
    summary === null ? [] : [stepLine({ name, summary, seconds })],
  );
  return `<!-- Written by \`npm start -- --record\` from docs/demo.json; do not edit. -->
# \`npm start\`, the whole screen

${date}, ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB. What it is: [README](../README.md).
Every figure is from this one run; [docs/demo.json](demo.json) has it as a document, as \`npm start -- --json\` prints it.

\`\`\`
${steps.join('')}${demoScreen(record, PAPER, true)}\`\`\`
`;
}

/** The README with twenty lines of the screen and one explanation between their markers. */
export function withExcerpts(record: DemoRecord, readme: string): string {
  const paper = { ...PAPER, width: README_COLUMNS };
  const { date, machine } = record;
  const screen = [
    decisionTable(record.datasets, paper),
    '\n',
    refusedTable(record.datasets, paper),
    '\n',
    verdictLine(record, paper),
  ].join('');
  const example = record.explained.find(({ title }) => title === 'a refused file');
  const explained = `$ ${example?.command}\n${example?.text ?? ''}`.split('\n').map(cut).join('\n');
  const where = `${date}, ${machine.cores} cores of ${machine.cpu}; the whole screen: [docs/demo.md](docs/demo.md)`;
  return between(between(readme, 'screen', `${fenced(screen)}\n${where}.`), 'explain', fenced(explained));
}

/** Puts a text between two markers; a page without them is refused. */
function between(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new TypeError(`README.md has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

function fenced(text: string): string {
  return `\`\`\`\n${text.replace(/\n+$/, '')}\n\`\`\``;
}

function cut(line: string): string {
  const characters = [...line];
  return characters.length <= README_COLUMNS ? line : `${characters.slice(0, README_COLUMNS - 1).join('')}…`;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
