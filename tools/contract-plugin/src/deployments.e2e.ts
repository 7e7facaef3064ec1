import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from './temporary-workspace.ts';

let workspace: TemporaryWorkspace;
let all: readonly string[];

beforeAll(() => {
  workspace = createTemporaryWorkspace((root) => {
    cpSync(join(root, 'contracts', 'sales'), join(root, 'contracts', 'orders'), { recursive: true });
    const path = join(root, 'contracts', 'orders', 'contract.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('sales', 'orders'));
  });
  all = (JSON.parse(workspace.nx('show', 'projects', '--with-target', 'deploy', '--json')) as string[]).sort();
});

afterAll(() => workspace?.remove());

/** Which stacks a change deploys. */
function deploymentsAfter(edit: (root: string) => void): readonly string[] {
  return workspace.change(edit, () => workspace.affected('deploy'));
}

function touch(file: string): (root: string) => void {
  return (root) => {
    expect(existsSync(join(root, file)), `${file} exists`).toBe(true);
    appendFileSync(join(root, file), '\n');
  };
}

function add(file: string): (root: string) => void {
  return (root) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '\n');
  };
}

describe('what a change deploys', () => {
  test('every dataset and the lake can be deployed', () => {
    expect(all).toEqual(['baggage', 'flights', 'orders', 'platform', 'sales']);
  });

  test.each<[what: string, edit: (root: string) => void, deployed: readonly string[]]>([
    ['a contract: its dataset alone', touch('contracts/orders/contract.json'), ['orders']],
    [
      'the summary of retentions: the lake, whose buckets are made from it',
      touch('contracts/retention.json'),
      ['platform'],
    ],
    ['a generated plan: its dataset', touch('contracts/orders/generated/plan.json'), ['orders']],
    [
      'a dataset that goes, and leaves the summary: the lake alone',
      (root) => {
        rmSync(join(root, 'contracts', 'orders'), { recursive: true });
        touch('contracts/registry.json')(root);
        touch('contracts/retention.json')(root);
      },
      ['platform'],
    ],
    ['a README of a contract: nothing', touch('contracts/orders/README.md'), []],
    ['samples: nothing', add('contracts/orders/samples/new.csv'), []],
    ['prose: nothing', touch('docs/architecture.md'), []],
    ['prose of a lib that is deployed: nothing', touch('libs/contract/README.md'), []],
    ['a test of the control plane: nothing', add('libs/control-plane/src/new.test.ts'), []],
    ['a test from end to end: nothing', add('apps/platform/src/new.e2e.ts'), []],
    ['a test of the job: nothing', add('glue/tests/test_new.py'), []],
    ['the command line: nothing', touch('apps/cli/src/main.ts'), []],
    ['the local lake: nothing', touch('apps/local-cloud/src/main.ts'), []],
    ['the checks: nothing', touch('tools/checks/src/main.ts'), []],
    ['a lib that nothing deployed uses: nothing', touch('libs/query/src/index.ts'), []],
    ['a lib that only looks at what is deployed: nothing', touch('libs/lake/src/find/orphans.ts'), []],
  ])('%s', (_, edit, deployed) => {
    expect(deploymentsAfter(edit)).toEqual(deployed);
  });

  test.each([
    'apps/functions/src/intake.ts',
    'apps/functions/src/dispatch.ts',
    'apps/functions/src/reconcile.ts',
    'apps/platform/src/app.ts',
    'apps/platform/src/bundles.json',
    'libs/protocol/src/dataset-config.ts',
    'libs/lake-cdk/src/dataset/dataset-stack.ts',
    'libs/reader/src/index.ts',
    'libs/contract/src/model.ts',
    'glue/sluice_glue/run/attempt.py',
    'glue/sluice_glue/error_codes.json',
  ])('what every dataset runs deploys them all: %s', (file) => {
    expect(deploymentsAfter(touch(file))).toEqual(all);
  });

  test('a dataset is deployed after the lake, even when the lake has not changed', () => {
    const { tasks } = JSON.parse(workspace.nx('run', 'flights:deploy', '--graph=stdout')) as {
      tasks: { tasks: Record<string, unknown>; dependencies: Record<string, readonly { readonly id: string }[]> };
    };

    expect(tasks.dependencies['flights:deploy']).toContainEqual({ id: 'platform:deploy' });
  });

  test('a retired dataset is deployed, and has no table to ask', () => {
    const withTarget = (target: string) =>
      (JSON.parse(workspace.nx('show', 'projects', '--with-target', target, '--json')) as string[]).sort();

    expect(withTarget('smoke')).toEqual(['flights', 'orders', 'sales']);
    expect(withTarget('smoke-aws')).toEqual(['flights', 'orders', 'sales']);
  });

  test('smoke asks the lake of this machine, smoke-aws the account', () => {
    const commandOf = (target: string) =>
      (
        JSON.parse(workspace.nx('show', 'project', 'flights', '--json')) as {
          targets: Record<string, { options?: { command?: string } }>;
        }
      ).targets[target]?.options?.command;

    expect(commandOf('smoke')).toBe('node apps/cli/src/main.ts smoke flights --local');
    expect(commandOf('smoke-aws')).toBe('node apps/cli/src/main.ts smoke flights --aws');
  });

  test('a function that the platform bundles from now on is deployed from then on', () => {
    const edit = (root: string) => {
      const path = join(root, 'apps', 'platform', 'src', 'bundles.json');
      const table = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
      writeFileSync(path, JSON.stringify({ ...table, query: 'libs/query/src/index.ts' }));
    };

    const inputs = workspace.change(edit, () => workspace.nx('show', 'target', 'inputs', 'flights:deploy'));

    expect(inputs).toContain('{workspaceRoot}/libs/query/**/*');
  });
});
