import type { NxGraph, Packages } from './workspace.ts';

/** Where a project lives decides what it may use. */
type Room = 'app' | 'lib' | 'tool' | 'contract' | 'glue' | 'other';

/**
 * The libs that each lib may use: one direction, from what runs down to the ground. `protocol` uses nothing, and what
 * knows a lake does not know a terminal.
 */
const ALLOWED_LIBS: Readonly<Record<string, readonly string[]>> = {
  'libs/protocol': [],
  'libs/contract': ['libs/protocol'],
  'libs/codegen': ['libs/protocol', 'libs/contract'],
  'libs/compat': ['libs/protocol', 'libs/contract'],
  'libs/reader': ['libs/protocol', 'libs/contract'],
  'libs/economics': ['libs/protocol'],
  'libs/query': ['libs/protocol', 'libs/contract'],
  'libs/control-plane': ['libs/protocol', 'libs/contract', 'libs/reader'],
  'libs/lake-cdk': ['libs/protocol', 'libs/contract'],
  'libs/onboarding': ['libs/protocol', 'libs/contract', 'libs/codegen', 'libs/reader'],
  'libs/lake': ['libs/protocol', 'libs/contract', 'libs/reader', 'libs/control-plane', 'libs/query'],
  'libs/accounts': ['libs/protocol', 'libs/contract', 'libs/reader', 'libs/control-plane', 'libs/query', 'libs/lake'],
  'libs/terminal': ['libs/protocol', 'libs/query', 'libs/lake', 'libs/accounts'],
};

/** The rooms that each room may use. Datasets and glue meet the code in documents only. */
const ALLOWED_ROOMS: Readonly<Record<Room, readonly Room[]>> = {
  app: ['lib', 'tool', 'contract'],
  tool: ['lib', 'tool', 'contract'],
  lib: ['lib'],
  contract: [],
  glue: [],
  other: [],
};

const ROOMS: readonly (readonly [prefix: string, room: Room])[] = [
  ['apps/', 'app'],
  ['libs/', 'lib'],
  ['tools/', 'tool'],
  ['contracts/', 'contract'],
  ['glue', 'glue'],
];

function roomOf(root: string): Room {
  return ROOMS.find(([prefix]) => root.startsWith(prefix))?.[1] ?? 'other';
}

/** Every edge between two projects of the workspace, checked; a violation says which rule and how to get out of it. */
export function checkBoundaries(
  graph: NxGraph,
  packages: Packages,
): { readonly checked: number; readonly violations: readonly string[] } {
  const violations: string[] = [];
  let checked = 0;
  for (const edge of Object.values(graph.dependencies).flat()) {
    const source = graph.nodes[edge.source]?.data.root;
    const target = graph.nodes[edge.target]?.data.root;
    if (source === undefined || target === undefined || source === target) continue;
    checked += 1;
    const violation = violationOf(source, target) ?? undeclared(edge.source, edge.target, packages);
    if (violation !== undefined) violations.push(violation);
  }
  return { checked, violations };
}

const nameOf = (root: string) => root.slice('libs/'.length);

function violationOf(source: string, target: string): string | undefined {
  const [from, to] = [roomOf(source), roomOf(target)];
  if (to === 'app') return `${source} uses ${target}: nothing depends on an app. Move what is shared into a lib.`;
  if (!ALLOWED_ROOMS[from].includes(to)) {
    return (
      `${source} uses ${target}: a ${from} may use ${ALLOWED_ROOMS[from].join(', ') || 'nothing'}. Turn the ` +
      'direction round, or pass it in.'
    );
  }
  const libs = ALLOWED_LIBS[source];
  if (from === 'lib' && libs === undefined)
    return `${source} is a lib without a place: say in tools/checks/src/boundaries/rules.ts what it may use.`;
  if (libs !== undefined && !libs.includes(target)) {
    const allowed = libs.map(nameOf).join(', ') || 'no other lib';
    return `${source} uses ${target}: it may use ${allowed} alone. Pass in what it needs.`;
  }
  return undefined;
}

/**
 * The inputs of the dataset's `check` follow package.json, so an import that it does not name would be a hole in the
 * cache.
 */
function undeclared(source: string, target: string, packages: Packages): string | undefined {
  const declared = packages[source];
  if (declared === undefined || packages[target] === undefined || declared.includes(target)) return undefined;
  return `${source} imports ${target} without naming it in its package.json. Add it to dependencies.`;
}
