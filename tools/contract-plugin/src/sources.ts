import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Entry, importGraph } from './imports.ts';
import type { WorkspacePackage } from './packages.ts';

/** A pattern of files, or packages of npm. */
export type Input = string | { readonly externalDependencies: readonly string[] };

/** The program that the tasks of a dataset run. */
export const COMMAND = 'apps/cli/src/main.ts';
/** Where the stacks are built. */
export const PLATFORM_ROOT = 'apps/platform';
/** What the platform bundles, by the name of the function: its own table. */
const BUNDLES = `${PLATFORM_ROOT}/src/bundles.json`;
/** The job is Python; its tests and benchmarks lie beside the package, not in it. */
const JOB = '{workspaceRoot}/glue/sluice_glue/**/*.{py,json}';

/**
 * What `contract check` and `contract generate` run: the shell of the command, and all that these two load. What other
 * commands load is not theirs.
 */
const CONTRACT_COMMANDS: readonly Entry[] = [
  { file: COMMAND, reach: 'start' },
  { file: 'apps/cli/src/commands/contract/checks.ts', reach: 'everything' },
];

/**
 * The programs that make what is deployed. Not the one that deploys it: what it looks at beside (the account, orphans)
 * is in no template.
 */
const PLATFORM_PROGRAMS = ['main', 'synth'].map((name) => `${PLATFORM_ROOT}/src/${name}.ts`);

const NO_SOURCES = '{test.ts,e2e.ts,fixture.ts,md}';

/**
 * What decides the result of `check` and `generate`: of the app the very files that run, of a lib everything but tests
 * and prose, for libs read schemas beside their code.
 */
export function contractSources(
  workspaceRoot: string,
  packages: ReadonlyMap<string, WorkspacePackage>,
): readonly Input[] {
  const { files, externals } = importGraph(workspaceRoot, packages, CONTRACT_COMMANDS);
  const app = files.filter((file) => file.startsWith('apps/'));
  return [...rootsOf(files, 'libs').flatMap(sourcesOf), ...together(app), { externalDependencies: externals }];
}

/** Everything that every dataset runs in the account, and what builds it: a change of it deploys them all. */
export function deployedSources(
  workspaceRoot: string,
  packages: ReadonlyMap<string, WorkspacePackage>,
): readonly Input[] {
  const entries = [...PLATFORM_PROGRAMS, ...bundledIn(workspaceRoot)];
  const graph = importGraph(
    workspaceRoot,
    packages,
    entries.map((file) => ({ file, reach: 'everything' })),
  );
  const roots = rootsOf(graph.files, 'apps', 'libs');
  // The CDK's command line is started, not imported: what an app names in its package.json, it runs.
  const named = [...packages.values()]
    .filter(({ root }) => root.startsWith('apps/') && roots.includes(root))
    .flatMap(({ dependencies }) => dependencies.filter((name) => !packages.has(name)));
  const externals = [...new Set([...graph.externals, ...named])].sort();
  return [...roots.flatMap(sourcesOf), JOB, { externalDependencies: externals }];
}

/** The entries of the functions. A table that is being written names none for a while. */
function bundledIn(workspaceRoot: string): readonly string[] {
  try {
    return Object.values(JSON.parse(readFileSync(join(workspaceRoot, BUNDLES), 'utf8')) as Record<string, string>);
  } catch {
    return [];
  }
}

function rootsOf(files: readonly string[], ...rooms: readonly string[]): readonly string[] {
  const roots = files
    .map((file) => file.split('/', 2).join('/'))
    .filter((root) => rooms.includes(root.split('/')[0] ?? ''));
  return [...new Set(roots)].sort();
}

/** What of a package decides what it does: tests and prose do not. */
function sourcesOf(root: string): readonly string[] {
  const all = `{workspaceRoot}/${root}/**/*`;
  return [all, `!${all}.${NO_SOURCES}`];
}

/** One pattern per folder: every dataset carries its inputs, and there may be a thousand. */
function together(files: readonly string[]): readonly string[] {
  const folders = Map.groupBy(files, (file) => posix.dirname(file));
  return [...folders].map(([folder, own]) => {
    const names = own.map((file) => posix.basename(file));
    return `{workspaceRoot}/${folder}/${names.length === 1 ? names.join() : `{${names.join(',')}}`}`;
  });
}
