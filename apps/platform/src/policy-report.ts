import { contractPath, loadContract, loadRegistry } from '@sluice/contract';
import { DatasetStack } from '@sluice/lake-cdk';
import {
  ACCEPTED,
  ACCEPTED_GUARDS,
  checkTemplate,
  checkWithNag,
  findWildcards,
  generalised,
  policiesUnread,
  renderMatrix,
  type Statement,
  statementsOf,
  type TemplateDocument,
} from '@sluice/lake-cdk/policy';
import type { App } from 'aws-cdk-lib';
import { buildApp } from './app.ts';
import { CHECKOUT } from './checkout.ts';
import { withWorkFolder } from './work-folder.ts';

/** An account and a region that stand for any. */
const PLACE = { account: '111122223333', region: 'eu-west-1' } as const;

/** What the checks over all templates found. */
export interface PolicyReport {
  readonly checks: number;
  /** What nobody has given a reason for. */
  readonly open: readonly string[];
  readonly acknowledged: readonly { readonly reason: string; readonly times: number }[];
  /** docs/iam.md as the templates say it. */
  readonly page: string;
}

interface StackUnderCheck {
  readonly name: string;
  /** Undefined: the lake. */
  readonly datasetId: string | undefined;
  readonly template: TemplateDocument;
  readonly statements: readonly Statement[];
}

/** Builds the app as it is deployed, and checks every policy of it. */
export async function checkPolicies(): Promise<PolicyReport> {
  return withWorkFolder((work) => {
    const app = buildApp({ work, env: PLACE, outdir: `${work}/cdk.out`, context: {} });
    const stacks = stacksOf(app);
    const nag = checkWithNag(app);
    const statements = stacks.flatMap((stack) => stack.statements);
    const wildcards = findWildcards(statements, (name) => stacks.find((stack) => stack.name === name)?.datasetId);
    const rules = stacks.map(({ name, template }) => checkTemplate(name, template));
    const matrices = matricesOf(stacks);
    const unused = [...ACCEPTED, ...ACCEPTED_GUARDS].filter(
      (accepted) => !nag.acknowledged.has(accepted) && !wildcards.used.has(accepted),
    );
    return {
      checks:
        statements.length +
        nag.open.length +
        sum([...nag.acknowledged.values()]) +
        sum(rules.map(({ checked }) => checked)),
      open: [
        ...stacks.flatMap(({ name, template }) =>
          policiesUnread(template).map((id) => `${name} ${id}: a policy in a place that is not checked`),
        ),
        ...wildcards.violations.map(
          ({ where, what }) => `${where}: ${what} has no reason in libs/lake-cdk/src/policy/accepted.ts`,
        ),
        ...nag.open.map((finding) => `${finding} has no reason in libs/lake-cdk/src/policy/accepted.ts`),
        ...unused.map(({ reason }) => `nothing needs this reason any more: ${reason}`),
        ...rules.flatMap(({ violations }) => violations),
        ...matrices.differing.map((name) => `${name}: its permissions are not those of the other datasets`),
      ],
      acknowledged: [...nag.acknowledged].map(([{ reason }, times]) => ({ reason, times })),
      page: matrices.page,
    };
  });
}

function stacksOf(app: App): readonly StackUnderCheck[] {
  const assembly = app.synth();
  const ids = loadRegistry(CHECKOUT).datasets;
  const datasets = new Map(
    app.node.children
      .filter((child) => child instanceof DatasetStack)
      .map((stack, index) => [stack.stackName, ids[index]]),
  );
  return assembly.stacks.map(({ stackName, template }) => ({
    name: stackName,
    datasetId: datasets.get(stackName),
    template: template as TemplateDocument,
    statements: statementsOf(stackName, template as TemplateDocument),
  }));
}

/** One page for all datasets: those that load have the same permissions, each for itself. */
function matricesOf(stacks: readonly StackUnderCheck[]): {
  readonly page: string;
  readonly differing: readonly string[];
} {
  const lake = stacks
    .filter(({ datasetId }) => datasetId === undefined)
    .flatMap(({ statements }) => generalised({ statements, datasetId: undefined, ...PLACE }));
  const loading = stacks.flatMap(({ name, datasetId, statements }) => {
    if (datasetId === undefined || isRetired(datasetId)) return [];
    const body = renderMatrix(lake, generalised({ statements, datasetId, ...PLACE }));
    return [{ name, body }];
  });
  const body = loading[0]?.body ?? '';
  return { page: pageOf(body), differing: loading.filter((other) => other.body !== body).map(({ name }) => name) };
}

function isRetired(datasetId: string): boolean {
  return loadContract(contractPath(CHECKOUT, datasetId)).dataset.status === 'retired';
}

function pageOf(body: string): string {
  return `# Who may do what

<!-- Written by \`npx sluice docs\` from the templates; \`npm test -- policies\` fails when it is not fresh. -->

Every actor of every dataset has a role of its own, and every statement is written out in \`libs/lake-cdk/src/roles\`. Nobody may delete from the raw bucket. A retired dataset has intake alone.
The dataset stands first in every key of the control bucket and in every key of the ledger, and an actor reaches those of its own dataset alone. What all share is the code (\`code/\`), which dispatch writes and the job reads. Who may list the control bucket sees names, and no content.
Wildcards and their reasons: \`libs/lake-cdk/src/policy/accepted.ts\`.

## Names
\`<dataset>\`, \`<account>\` and \`<region>\` stand for those of the stack; buckets end in account and region. \`<asset>\` is the digest of an uploaded file.

## Actors and guards
${body}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
