import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND } from './sources.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from './temporary-workspace.ts';

let workspace: TemporaryWorkspace;
let all: readonly string[];

beforeAll(() => {
  workspace = createTemporaryWorkspace((root) => {
    for (const id of ['orders', 'refunds']) {
      cpSync(join(root, 'contracts', 'sales'), join(root, 'contracts', id), { recursive: true });
      const path = join(root, 'contracts', id, 'contract.json');
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('sales', id));
    }
    writeFileSync(join(root, 'contracts', 'orders', 'README.md'), '# Orders\n');
    const registry = join(root, 'contracts', 'registry.json');
    const document = JSON.parse(readFileSync(registry, 'utf8')) as { readonly datasets: readonly string[] };
    const datasets = [...document.datasets, 'orders', 'refunds'].sort();
    writeFileSync(registry, `${JSON.stringify({ ...document, datasets }, null, 2)}\n`);
    generate(root);
  });
  all = JSON.parse(workspace.nx('show', 'projects', '--projects', 'tag:type:contract', '--json')) as string[];
});

afterAll(() => workspace?.remove());

/** Which datasets have their `check` selected by a change. */
function checksAfter(edit: (root: string) => void): readonly string[] {
  return workspace.change(edit, () => workspace.affected('check'));
}

/** Everything that an edit of a contract makes anew, by the command that people type. */
function generate(root: string): void {
  execFileSync(process.execPath, [COMMAND, 'contract', 'generate'], { cwd: root, stdio: 'pipe' });
}

/** Edits a contract as a document, and generates. */
function editContract(id: string, edit: (document: ContractDraft) => void): (root: string) => void {
  return (root) => {
    const path = join(root, 'contracts', id, 'contract.json');
    const document = JSON.parse(readFileSync(path, 'utf8')) as ContractDraft;
    edit(document);
    writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
    generate(root);
  };
}

interface ContractDraft {
  description: string;
  'x-dataset': { retention: Record<string, number> };
  properties: Record<string, unknown>;
  required: string[];
}

/** A change that keeps a JSON file valid and changes its bytes. */
function touch(path: string): void {
  appendFileSync(path, '\n');
}

describe('what a change selects', () => {
  test('every dataset of the repository is a project', () => {
    expect([...all].sort()).toEqual(expect.arrayContaining(['flights', 'orders', 'refunds', 'sales']));
  });

  test('an edited contract selects its own check alone', () => {
    expect(checksAfter((root) => touch(join(root, 'contracts', 'orders', 'contract.json')))).toEqual(['orders']);
  });

  test.each<[what: string, edit: (document: ContractDraft) => void, selected: readonly string[]]>([
    [
      'a description: that dataset alone',
      (document) => {
        document.description = 'Other words.';
      },
      ['orders'],
    ],
    [
      'a column: that dataset alone',
      (document) => {
        document.properties['remark'] = { type: ['string', 'null'], 'x-column': { type: 'string' } };
        document.required.push('remark');
      },
      ['orders'],
    ],
    [
      'a retention: that dataset, and the lake that keeps it',
      (document) => {
        document['x-dataset'].retention['raw'] = 7;
      },
      ['orders', 'platform'],
    ],
  ])('an edit of a contract, generated anew, selects for checks and deployments: %s', (_, edit, selected) => {
    const [checks, deployments] = workspace.change(editContract('orders', edit), () => [
      workspace.affected('check'),
      workspace.affected('deploy'),
    ]);

    expect(checks).toEqual(['orders']);
    expect(deployments).toEqual(selected);
  });

  // Those of the repository: what imports one by name, a test too, would be selected by each of its edits.
  test.each(['flights', 'sales', 'baggage'])('an edit of a contract selects no other project whatsoever: %s', (id) => {
    const edit = editContract(id, (document) => {
      document.description = 'Other words.';
    });

    expect(workspace.change(edit, () => workspace.affected())).toEqual([id]);
  });

  test('an edited generated file selects the check of its dataset alone', () => {
    expect(
      checksAfter((root) => writeFileSync(join(root, 'contracts', 'orders', 'generated', 'stray.txt'), 'x')),
    ).toEqual(['orders']);
  });

  test.each(['README.md', 'contracts/orders/README.md', 'libs/contract/README.md', 'docs/architecture.md'])(
    'prose selects nothing: %s',
    (file) => {
      expect(checksAfter((root) => writeFileSync(join(root, file), 'other words\n'))).toEqual([]);
    },
  );

  test('a test of the generator selects nothing', () => {
    expect(
      checksAfter((root) => writeFileSync(join(root, 'libs', 'codegen', 'src', 'new.test.ts'), 'export {};\n')),
    ).toEqual([]);
  });

  test('a deleted dataset selects none of the others', () => {
    expect(checksAfter((root) => rmSync(join(root, 'contracts', 'orders'), { recursive: true }))).toEqual([]);
  });

  test('a deleted dataset that also leaves the registry selects none of the others', () => {
    const edit = (root: string) => {
      rmSync(join(root, 'contracts', 'orders'), { recursive: true });
      touch(join(root, 'contracts', 'registry.json'));
    };

    expect(checksAfter(edit)).toEqual([]);
  });

  test('a malformed registry selects nothing, and the graph stands', () => {
    const edit = (root: string) => writeFileSync(join(root, 'contracts', 'registry.json'), '{ "datasets": [');

    expect(checksAfter(edit)).toEqual([]);
  });

  test('a new dataset selects itself', () => {
    const edit = (root: string) =>
      cpSync(join(root, 'contracts', 'orders'), join(root, 'contracts', 'returns'), { recursive: true });

    expect(checksAfter(edit)).toEqual(['returns']);
  });

  test('a malformed contract selects its own check, and the graph stands', () => {
    const edit = (root: string) =>
      writeFileSync(join(root, 'contracts', 'orders', 'contract.json'), '{ "x-dataset": {');

    expect(checksAfter(edit)).toEqual(['orders']);
  });

  test.each<[what: string, file: string]>([
    ['the source of the contract lib', 'libs/contract/src/errors.ts'],
    ['the source of the generator', 'libs/codegen/src/index.ts'],
    ['a schema that the generator validates by', 'libs/protocol/schemas/plan.schema.json'],
    ['the schema that contracts are written against', 'contracts/contract.schema.json'],
    ['what the generator depends on', 'libs/codegen/package.json'],
    ['the command itself', COMMAND],
    ['what the command loads to check contracts', 'apps/cli/src/commands/contract/checks.ts'],
    ['what it uses there', 'libs/terminal/src/datasets.ts'],
  ])('%s selects every check: %s', (_, file) => {
    expect(existsSync(join(workspace.root, file))).toBe(true);
    expect(checksAfter((root) => appendFileSync(join(root, file), '\n'))).toEqual([...all].sort());
  });

  test.each([
    ['a lib that only another package imports', 'libs/query/src/index.ts'],
    ['what another command loads', 'apps/cli/src/commands/status/present.ts'],
  ])('%s selects no check: %s', (_, file) => {
    expect(existsSync(join(workspace.root, file))).toBe(true);
    expect(checksAfter((root) => appendFileSync(join(root, file), '\n'))).toEqual([]);
  });

  test('a package that the generator begins to import selects every check from then on', () => {
    const edit = (root: string) =>
      appendFileSync(join(root, 'libs', 'codegen', 'src', 'index.ts'), "import '@sluice/query';\n");

    const inputs = workspace.change(edit, () => workspace.nx('show', 'target', 'inputs', 'orders:check'));

    expect(inputs).toContain('{workspaceRoot}/libs/query/**/*');
  });
});
