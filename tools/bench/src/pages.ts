import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBlock } from '@sluice/terminal';
import { readmeFigures } from './readme-figures.ts';
import { readResults, render, replace } from './results.ts';

/** A file of the checkout that is made, in part or whole, from the kept results. */
interface Page {
  readonly file: string;
  /** Its text as it must be, from its text as it is. */
  readonly render: (root: string, current: string) => string;
}

/** Everything that shows a figure of a suite. */
export const PAGES: readonly Page[] = [
  { file: 'docs/measured.md', render: measuredPage },
  { file: 'README.md', render: (root, current) => withBlock(current, 'figures', readmeFigures(readResults(root))) },
];

/** A page as the kept results make it; undefined when it is none of these. */
export function pageOf(root: string, file: string): string | undefined {
  const path = join(root, file);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return PAGES.find((page) => page.file === file)?.render(root, current);
}

/** Brings the pages up to the kept results; answers their names. */
export function writePages(root: string): readonly string[] {
  for (const { file } of PAGES) replace(join(root, file), pageOf(root, file) ?? '');
  return PAGES.map(({ file }) => file);
}

function measuredPage(root: string): string {
  const tables = readResults(root).map((measured) => `## ${measured.suite}\n\`\`\`\n${render(measured)}\n\`\`\`\n`);
  return `<!-- Written by \`npx sluice docs\` from tools/bench/results; do not edit. -->
# Measured

\`npm run bench\` runs all of it on your machine. Rounds are interleaved, one warm-up round is discarded, figures are
medians with the least and the most beside them; CPU seconds are the kernel's, of a contestant and its JVM. A contestant
that did not write the same accepted and the same rejected rows ends the benchmark. What the suites measure, and against
what: [tools/bench](../tools/bench/README.md).

${tables.join('\n')}`;
}
