import { join } from 'node:path';
import type { Part } from '../part.ts';

/** What the platform's own check prints with `--json`, as far as it is counted here. */
interface PolicyDocument {
  readonly checks: number;
  readonly open: readonly string[];
  readonly acknowledged: readonly { readonly reason: string; readonly times: number }[];
}

/** Who may do what in the account: wildcards, cdk-nag, the rules of our own, and the page that says it. */
export const policies: Part = {
  name: 'policies',
  title: 'policies of the stacks: wildcards, cdk-nag, our own rules; docs/iam.md fresh',
  budgetMinutes: 0.75,
  run: async ({ root, run, say }) => {
    const script = join(root, 'apps', 'platform', 'src', 'policies.ts');
    const { status, output } = await run(process.execPath, [script, '--json']);
    const document = parse(output);
    if (document === undefined) return { passed: 0, failed: 1, skipped: 0 };
    const { checks, open, acknowledged } = document;
    for (const problem of open) say(`open: ${problem}`);
    const times = acknowledged.reduce((sum, entry) => sum + entry.times, 0);
    const failed = open.length === 0 && status !== 0 ? 1 : open.length;
    return {
      passed: Math.max(0, checks - failed),
      failed,
      skipped: 0,
      notes: [
        `${times} findings acknowledged, for ${acknowledged.length} reasons (libs/lake-cdk/src/policy/accepted.ts):`,
        ...acknowledged.map((entry) => `${String(entry.times).padStart(4)} x ${entry.reason}`),
      ],
    };
  },
};

function parse(output: string): PolicyDocument | undefined {
  try {
    return JSON.parse(output.slice(output.indexOf('{'))) as PolicyDocument;
  } catch {
    return undefined;
  }
}
