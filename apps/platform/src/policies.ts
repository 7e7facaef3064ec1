import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKOUT } from './checkout.ts';
import { tellFailure } from './failure.ts';
import { checkPolicies, type PolicyReport } from './policy-report.ts';

const PAGE = join(CHECKOUT, 'docs', 'iam.md');
const HELP = `node apps/platform/src/policies.ts [--page] [--json]

Checks the templates of the lake and of every dataset: wildcards, cdk-nag's AwsSolutions, the rules of our own, and that docs/iam.md is
what they say. Exit 0 only if nothing is open.

  --page    print docs/iam.md as the templates say it, and check nothing: npx sluice docs writes it
  --json    one JSON document
`;

function print({ checks, open, acknowledged }: PolicyReport): void {
  const times = acknowledged.reduce((sum, { times }) => sum + times, 0);
  console.log(`${checks} checks of policies; ${times} findings are acknowledged, for ${acknowledged.length} reasons:`);
  for (const { reason, times: count } of acknowledged) console.log(`  ${String(count).padStart(4)} x ${reason}`);
  for (const problem of open) console.log(`open: ${problem}`);
}

/** Runs the checks and says what they found. @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { page: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const report = await checkPolicies();
  if (values.page === true) {
    process.stdout.write(report.page);
    return 0;
  }
  const isFresh = read(PAGE) === report.page;
  const open = [...report.open, ...(isFresh ? [] : ['docs/iam.md is not what the templates say: npx sluice docs iam'])];
  const whole = { ...report, checks: report.checks + 1, open };
  if (values.json === true) console.log(JSON.stringify({ ...whole, page: undefined }, null, 2));
  else print(whole);
  return open.length === 0 ? 0 : 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tellFailure(error);
}
