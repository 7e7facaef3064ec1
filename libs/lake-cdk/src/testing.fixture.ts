import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, type ContractDocument, readContract } from '@sluice/contract';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DatasetStack } from './dataset/dataset-stack.ts';
import type { DatasetSources, SharedSources } from './dataset/sources.ts';
import { LakeStack } from './lake/lake-stack.ts';
import type { Retentions } from './lake/retentions.ts';

/** An account and a region that no test reaches. */
export const ENV = { account: '111122223333', region: 'eu-west-1' } as const;

/** What of a contract a test wants otherwise. */
export type DatasetOverrides = Partial<ContractDocument['x-dataset']>;

/** A small contract: one column, one partition. */
export function contractOf(id: string, overrides: DatasetOverrides = {}): Contract {
  const document = {
    $schema: '../contract.schema.json',
    'x-dataset': { id, version: '1.2.3', owner: 'team-one', source: { kind: 's3', format: 'csv' }, ...overrides },
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name: { type: 'string', 'x-column': { type: 'string' } } },
  };
  const { contract, findings } = readContract(`contracts/${id}/contract.json`, JSON.stringify(document));
  if (contract === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  return contract;
}

const roots: string[] = [];

/** Removes the files of all lakes that were built; for `afterAll`. */
export function removeLakes(): void {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** What the app would bundle, as files that hold next to nothing. */
function fakeSources(): {
  readonly root: string;
  readonly shared: SharedSources;
  sourcesOf(contract: Contract): DatasetSources;
} {
  const root = mkdtempSync(join(tmpdir(), 'sluice-lake-cdk-'));
  roots.push(root);
  const folder = (name: string, ...files: readonly string[]) => {
    mkdirSync(join(root, name));
    for (const file of files) writeFileSync(join(root, name, file), 'export const handler = async () => ({});\n');
    return join(root, name);
  };
  const pinned = (name: string, digit: string) => {
    writeFileSync(join(root, name), name);
    return { path: join(root, name), sha256: digit.repeat(64) };
  };
  const intake = folder('intake', 'index.mjs');
  const plan = pinned('plan.json', 'a');
  return {
    root,
    shared: {
      control: folder('control', 'dispatch.mjs', 'reconcile.mjs'),
      jobScript: pinned('glue.py', 'b'),
      jobPackage: pinned('sluice_glue.zip', 'c'),
    },
    sourcesOf: (contract) => ({
      contract,
      intake,
      plan,
      tableInput: {
        Name: contract.dataset.id,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder as the generated file has it.
        StorageDescriptor: { Columns: [{ Name: 'name', Type: 'string' }], Location: '${ProcessedBucket}/x/' },
      },
    }),
  };
}

/** What the contracts' summary says of these. */
export function retentionsOf(contracts: readonly Contract[]): Retentions {
  return Object.fromEntries(contracts.map(({ dataset }) => [dataset.id, dataset.retention]));
}

/** A lake with these datasets. */
export interface TestLake {
  readonly app: App;
  readonly lake: LakeStack;
  readonly datasets: readonly DatasetStack[];
}

/** Builds a lake in one account and region. */
export function buildLake(
  contracts: readonly Contract[],
  { env = ENV, lake = 'sluice', graceSeconds = 60, outdir = '' } = {},
): TestLake {
  const { root, shared, sourcesOf } = fakeSources();
  const app = new App({ analyticsReporting: false, outdir: outdir === '' ? join(root, 'cdk.out') : outdir });
  const lakeStack = new LakeStack(app, { lake, retentions: retentionsOf(contracts), env });
  const datasets = contracts.map(
    (contract) => new DatasetStack(app, { lake, sources: sourcesOf(contract), shared, graceSeconds, env }),
  );
  return { app, lake: lakeStack, datasets };
}

/** The templates of all stacks, the lake's first, from one synthesis. */
export function templatesOf({ app, lake, datasets }: TestLake): readonly Template[] {
  const assembly = app.synth();
  return [lake, ...datasets].map(({ stackName }) => Template.fromJSON(assembly.getStackByName(stackName).template));
}
