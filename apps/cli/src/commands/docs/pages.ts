import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError } from '@sluice/terminal';

/** A page of the checkout that is made from something else. */
export interface Page {
  /** From the checkout's folder. */
  readonly file: string;
  /** What it is made from, for people. */
  readonly from: string;
  readonly make: () => Promise<string>;
}

/** Every generated page. One that an app knows is written by that app: it is started and prints the page. */
const PAGES: readonly Page[] = [
  {
    file: 'docs/errors.md',
    from: 'the registries of codes',
    async make() {
      const { registries } = await import('../../terminal/registries.ts');
      const { errorsPage } = await import('./errors-page.ts');
      return errorsPage(await registries());
    },
  },
  {
    file: 'docs/contract-reference.md',
    from: 'the meta-schema of contracts',
    async make() {
      const { contractReference } = await import('@sluice/codegen');
      return contractReference();
    },
  },
  {
    file: 'docs/iam.md',
    from: 'the templates of all stacks',
    make: () => printed('apps/platform/src/policies.ts', '--page'),
  },
  {
    file: 'docs/demo.md',
    from: 'docs/demo.json, a kept run of the demo',
    make: () => printed('apps/demo/src/main.ts', '--page', 'docs/demo.md'),
  },
  {
    file: 'README.md',
    from: 'the same, its excerpts',
    make: () => printed('apps/demo/src/main.ts', '--page', 'README.md'),
  },
  {
    file: 'docs/measured.md',
    from: 'tools/bench/results, kept measurements',
    make: () => printed('tools/bench/src/main.ts', '--page', 'docs/measured.md'),
  },
  {
    file: 'README.md',
    from: 'the same, its table of figures',
    make: () => printed('tools/bench/src/main.ts', '--page', 'README.md'),
  },
];

/** The pages that were named, by file or by name (`errors`); all of them when none was. @throws CliError SLC8001 */
export function chosenPages(names: readonly string[]): readonly Page[] {
  if (names.length === 0) return PAGES;
  const known = PAGES.map((page) => [nameOf(page), page] as const);
  return names.flatMap((typed) => {
    // The README has excerpts of two kinds: both are meant.
    const found = known.filter(([name, { file }]) => name === typed || file === typed);
    if (found.length > 0) return found.map(([, page]) => page);
    throw new CliError('SLC8001', `there is no generated page "${typed}"`, {
      fix: `There are ${[...new Set(known.map(([name]) => name))].join(', ')}.`,
    });
  });
}

/** `docs/iam.md` is called `iam`. */
function nameOf({ file }: Pick<Page, 'file'>): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

/** What a program of the checkout prints; what it says of itself goes where this one's errors go. */
async function printed(script: string, ...words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(CHECKOUT, script), ...words], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [page, status] = await Promise.all([text(child.stdout), closed]);
  if (status === 0) return page;
  throw new CliError('SLC8020', `\`node ${[script, ...words].join(' ')}\` ended with ${status}`, { file: script });
}
