import { describe, expect, test } from 'vitest';
import { checkBoundaries } from './rules.ts';
import type { NxGraph } from './workspace.ts';

/** A graph from edges between roots; the project of a root is named after it. */
function graphOf(...edges: readonly (readonly [string, string])[]): NxGraph {
  const roots = new Set(edges.flat());
  return {
    nodes: Object.fromEntries([...roots].map((root) => [root, { name: root, data: { root } }])),
    dependencies: Object.fromEntries(
      [...roots].map((root) => [root, edges.filter(([source]) => source === root).map(edgeOf)]),
    ),
  };
}

function edgeOf([source, target]: readonly [string, string]) {
  return { source, target, type: 'static' };
}

describe('boundaries', () => {
  test.each([
    ['apps/cli', 'libs/query'],
    ['apps/cli', 'libs/terminal'],
    ['libs/contract', 'libs/protocol'],
    ['libs/accounts', 'libs/lake'],
    ['tools/bench', 'libs/reader'],
    ['libs/codegen', 'libs/contract'],
    ['libs/reader', 'libs/contract'],
    ['libs/query', 'libs/contract'],
  ])('%s may use %s', (source, target) => {
    expect(checkBoundaries(graphOf([source, target]), {})).toEqual({ checked: 1, violations: [] });
  });

  test.each([
    ['libs/query', 'apps/cli', 'nothing depends on an app'],
    ['tools/bench', 'apps/cli', 'nothing depends on an app'],
    ['apps/review', 'apps/cli', 'nothing depends on an app'],
    ['libs/query', 'apps/local-cloud', 'nothing depends on an app'],
    ['libs/query', 'tools/checks', 'a lib may use lib'],
    ['libs/protocol', 'libs/contract', 'it may use no other lib alone'],
    ['libs/contract', 'libs/reader', 'it may use protocol alone'],
    ['libs/lake', 'libs/terminal', 'it may use protocol, contract, reader, control-plane, query alone'],
    ['libs/reader', 'libs/codegen', 'it may use protocol, contract alone'],
    ['libs/codegen', 'libs/reader', 'it may use protocol, contract alone'],
    ['libs/compat', 'libs/query', 'it may use protocol, contract alone'],
    ['contracts/sales', 'libs/contract', 'a contract may use nothing'],
    ['glue', 'libs/contract', 'a glue may use nothing'],
  ])('%s may not use %s', (source, target, reason) => {
    const { violations } = checkBoundaries(graphOf([source, target]), {});

    expect(violations).toEqual([expect.stringContaining(`${source} uses ${target}: ${reason}`)]);
  });

  test('an import that package.json does not name is a violation', () => {
    const packages = { 'tools/bench': ['libs/reader'], 'libs/reader': [], 'libs/contract': [] };

    const { checked, violations } = checkBoundaries(
      graphOf(['tools/bench', 'libs/reader'], ['tools/bench', 'libs/contract']),
      packages,
    );

    expect(checked).toBe(2);
    expect(violations).toEqual([
      'tools/bench imports libs/contract without naming it in its package.json. Add it to dependencies.',
    ]);
  });

  test('a lib that nobody has given a place is a violation', () => {
    const { violations } = checkBoundaries(graphOf(['libs/attic', 'libs/contract']), {});

    expect(violations).toEqual([expect.stringContaining('libs/attic is a lib without a place')]);
  });

  test('npm packages are no edges of the workspace', () => {
    const graph = {
      nodes: graphOf(['libs/contract', 'libs/contract']).nodes,
      dependencies: { 'libs/contract': [edgeOf(['libs/contract', 'npm:ajv'])] },
    };

    expect(checkBoundaries(graph, {})).toEqual({ checked: 0, violations: [] });
  });
});
