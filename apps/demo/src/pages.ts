import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError, palette, type Session, stepLine, type Terminal, withBlock } from '@sluice/terminal';
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

/** A page as the kept run makes it. */
export function pageOf(file: string): string {
  const page = PAGES.find((each) => each.file === file);
  if (page === undefined)
    throw new CliError('SLC8001', `"${file}" is not made from a run`, {
      fix: `These are: ${PAGES.map((each) => each.file).join(', ')}.`,
    });
  return page.render(readRecord(), readIfThere(join(CHECKOUT, file)));
}

/** Writes the pages from the kept run. */
export function writePages(session: Session): void {
  for (const { file } of PAGES) {
    writeFileSync(join(CHECKOUT, file), pageOf(file));
    session.terminal.err(`${session.terminal.paintError.green('✓')} ${file} is as docs/demo.json says\n`);
  }
}

function demoPage(record: DemoRecord): string {
  const { date, machine } = record;
  const steps = record.stages.flatMap(({ name, seconds, summary }) =>
    summary === null ? [] : [stepLine({ name, summary, seconds })],
  );
  return `<!-- Written by \`npx sluice docs\` from docs/demo.json, the run that \`npm start -- --record\` kept; do not edit. -->
# \`npm start\`, the whole screen

${date}, ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB. What it is: [README](../README.md).
Every figure is from this one run; [docs/demo.json](demo.json) has it as a document, as \`npm start -- --json\` prints it.

\`\`\`
${steps.join('')}${demoScreen(record, PAPER, true)}\`\`\`
`;
}

/** The README with twenty lines of the screen and one explanation in their blocks. */
export function withExcerpts(record: DemoRecord, readme: string): string {
  const paper = { ...PAPER, width: README_COLUMNS };
  const { date, machine } = record;
  const screen = [
    decisionTable(record.datasets, paper),
    '\n',
    refusedTable(record.datasets, paper),
    '\n',
    verdictLine(record, paper).replace(/\n$/, `  (${date}, ${machine.cores} cores of ${machine.cpu})`),
  ].join('');
  const example = record.explained.find(({ title }) => title === 'a refused file');
  return withBlock(withBlock(readme, 'screen', screen), 'explain', excerptOf(example));
}

/** The verdict and the reasons: the steps between them are on the whole screen. */
const EXCERPT = /^ *(QUARANTINED|reason|why|found|where|fix|then) {2}/;

function excerptOf(example: DemoRecord['explained'][number] | undefined): string {
  if (example === undefined) throw new TypeError('docs/demo.json explains no refused file');
  const lines = example.text.split('\n').filter((line) => EXCERPT.test(line));
  return [`$ ${example.command}`, ...lines].map(cut).join('\n');
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
