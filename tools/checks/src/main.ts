import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderError, SetupError } from '../../setup/src/index.mjs';
import { execute, isStopped, stopAll } from './exec.ts';
import type { Part, PartContext } from './part.ts';
import { PARTS } from './parts/index.ts';
import { inOrder } from './schedule.ts';
import { type Outcome, outcomeOf, renderSummary } from './summary.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const HELP = `npm test [-- <part> ...] [--verbose]
npm run test:full

Runs the parts named, or all that are not of the full run, and ends with one summary. Exit 0 only if nothing failed.

  --verbose   show the output of every part as it comes, not only of those that fail
  --full      the parts of the full run: long searches, other versions, the real servers

Parts:
${PARTS.map((part) => `  ${part.name.padEnd(12)}${part.title}${part.isFull === true ? ' (full)' : ''}`).join('\n')}
`;

/** The parts to run, in the order of the list, whatever the order in which they were named. */
function chooseParts(names: readonly string[], isFull: boolean): readonly Part[] {
  const unknown = names.find((name) => PARTS.every((part) => part.name !== name));
  if (unknown !== undefined) {
    throw new SetupError('SLC1013', `There is no part ${JSON.stringify(unknown)}.`, {
      details: PARTS.map((part) => part.name),
    });
  }
  return PARTS.filter((part) => (names.length === 0 ? (part.isFull ?? false) === isFull : names.includes(part.name)));
}

async function runPart(part: Part, isVerbose: boolean): Promise<Outcome> {
  const scratch = join(ROOT, '.cache', 'checks', part.name);
  mkdirSync(scratch, { recursive: true });
  let output = '';
  const keep = (text: string) => {
    output += text;
    if (isVerbose) process.stdout.write(text);
  };
  const context: PartContext = {
    root: ROOT,
    scratch,
    run: (program, args, options = {}) =>
      execute(ROOT, program, args, options, options.isData === true ? () => undefined : keep),
    say: (text) => keep(`${text}\n`),
  };
  const began = performance.now();
  // A line that is written over is for one part alone.
  const isShown = process.stdout.isTTY && part.isLong !== true;
  if (isShown) process.stdout.write(`${part.name} ...`);
  const result = await part.run(context);
  const outcome = outcomeOf(part, (performance.now() - began) / 1000, result);
  if (isShown) process.stdout.write('\r\x1b[2K');
  // What was stopped half way has no verdict, and its output says only that.
  if (isStopped()) return outcome;
  if (outcome.failed > 0 && !isVerbose) process.stdout.write(`${output}\n`);
  console.log(
    `${outcome.failed > 0 ? 'FAILED' : 'ok    '}  ${part.name.padEnd(12)}${outcome.passed} ` +
      `passed, ${outcome.failed} failed, ${outcome.seconds.toFixed(1)} s`,
  );
  for (const note of outcome.notes ?? []) console.log(`        ${note}`);
  return outcome;
}

/** Runs the parts, short ones one after the other, and sums them up. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      verbose: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let stoppedBy: number | undefined;
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      stoppedBy ??= status;
      stopAll();
    });
  }
  const outcomes = await inOrder(
    chooseParts(positionals, values.full),
    (part) => runPart(part, values.verbose),
    isStopped,
  );
  if (stoppedBy !== undefined) return stoppedBy;
  console.log(`\n${renderSummary(outcomes)}`);
  return outcomes.some((outcome) => outcome.failed > 0) ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
  if (!(error instanceof SetupError) && !isUsage) throw error;
  console.error(error instanceof SetupError ? renderError(error) : `${(error as Error).message}\n\n${HELP}`);
  process.exitCode = 2;
}
