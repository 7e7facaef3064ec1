import type { NxGraph, Packages } from './workspace.ts';

/** Where a project lives decides what it may use. */
type Room = 'app' | 'lib' | 'tool' | 'contract' | 'glue' | 'other';

/** Libs that may use only these libs. `contract` is the ground that all others stand on. */
const ALLOWED_LIBS: Readonly<Record<string, readonly string[]>> = {
  'libs/contract': [],
  'libs/codegen': ['libs/contract'],
  'libs/compat': ['libs/contract'],
  'libs/reader': ['libs/contract'],
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
  if (libs !== undefined && !libs.includes(target)) {
    return `${source} uses ${target}: it may use ${libs.join(', ') || 'no other lib'} alone. Pass in what it needs.`;
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
