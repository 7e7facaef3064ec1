import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '@sluice/contract-plugin';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBoundaries } from './rules.ts';
import { type NxGraph, readPackages } from './workspace.ts';

let workspace: TemporaryWorkspace;

beforeAll(() => {
  workspace = createTemporaryWorkspace(() => {});
});

afterAll(() => workspace?.remove());

/** What the rules say when a file with this import is added, over the graph that Nx makes of the clone. */
function violationsWith(file: string, text: string): readonly string[] {
  return workspace.change(
    (root) => writeFileSync(join(root, file), text),
    () => {
      const path = join(workspace.root, '.nx', 'graph.json');
      workspace.nx('graph', `--file=${path}`);
      const { graph } = JSON.parse(readFileSync(path, 'utf8')) as { graph: NxGraph };
      return checkBoundaries(graph, readPackages(workspace.root, graph)).violations;
    },
  );
}

test('the repository as it is keeps them', () => {
  expect(violationsWith('docs/note.md', 'nothing\n')).toEqual([]);
});

test('a lib that imports an app is found', () => {
  const violations = violationsWith('libs/query/src/wrong.ts', "import '@sluice/cli';\n");

  expect(violations).toContain('libs/query uses apps/cli: nothing depends on an app. Move what is shared into a lib.');
});

test('the reader importing the generator is found, be it for a type only', () => {
  const violations = violationsWith(
    'libs/reader/src/wrong.ts',
    "export type { GeneratedFile } from '@sluice/codegen';\n",
  );

  expect(violations).toContain(
    'libs/reader uses libs/codegen: it may use protocol, contract alone. Pass in what it needs.',
  );
});

test('an allowed import that package.json does not name is found', () => {
  const violations = violationsWith('tools/checks/src/wrong.ts', "import '@sluice/query';\n");

  expect(violations).toContain(
    '@sluice/checks imports @sluice/query without naming it in its package.json. Add it to dependencies.',
  );
});
