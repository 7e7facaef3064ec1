import { join } from 'node:path';
import { type Part, type PartResult, sum, verdictOf } from '../part.ts';

/** What `sluice contract check --json` prints, as far as it is counted here. */
interface CheckDocument {
  readonly contracts?: number;
  readonly findings?: readonly { readonly severity: string; readonly file: string }[];
}

/**
 * Everything committed that a program makes, made again and compared: all contracts in one process, and the page of
 * error codes.
 */
export const generated: Part = {
  name: 'generated',
  title: 'contracts are sound, generated files and docs/errors.md fresh',
  budgetMinutes: 0.5,
  run: async ({ root, run, say }) => {
    const main = join(root, 'apps', 'cli', 'src', 'main.ts');
    const sluice = (...args: string[]) => run(process.execPath, [main, ...args]);
    const check = await run(process.execPath, [main, 'contract', 'check', '--json'], { isData: true });
    const contracts = contractCounts(check.output, check.status);
    // Once more for people: the same findings with where and how to fix.
    if (contracts.failed > 0) await sluice('contract', 'check');
    const page = verdictOf(await sluice('docs', '--check'));
    if (contracts.failed + page.failed > 0)
      say('Fix: npx sluice contract generate && npx sluice docs, and commit what they write.');
    return sum([contracts, page]);
  },
};

/** One check per contract; what concerns no single contract (the registry) counts as one more failure. */
export function contractCounts(output: string, status: number): PartResult {
  let document: CheckDocument;
  try {
    document = JSON.parse(output.slice(output.indexOf('{'))) as CheckDocument;
  } catch {
    document = {};
  }
  const contracts = document.contracts ?? 0;
  const files = new Set(
    (document.findings ?? []).filter(({ severity }) => severity === 'error').map(({ file }) => datasetFolder(file)),
  );
  const failed = files.size === 0 && status !== 0 ? 1 : files.size;
  return { passed: Math.max(0, contracts - failed), failed, skipped: 0 };
}

/** contracts/<dataset>, for any file below it. */
function datasetFolder(file: string): string {
  return /contracts\/[^/]+(?=\/)/.exec(file)?.[0] ?? file;
}
