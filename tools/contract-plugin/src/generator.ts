import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command's result depends on besides its own inputs: the packages that it needs. */
export interface Generator {
  /** Folders of the workspace packages, relative to the workspace, sorted. */
  readonly roots: readonly string[];
  /** npm packages that they use, sorted. */
  readonly externals: readonly string[];
}

interface Package {
  readonly root: string;
  readonly dependencies: readonly string[];
}

/**
 * The entries and every workspace package that they need, directly or not, from their package.json files: Nx does not
 * follow imports for a command, and a list kept by hand forgets. That package.json names every import is checked by
 * `npm test -- boundaries`.
 */
export function generatorOf(workspaceRoot: string, ...entries: readonly string[]): Generator {
  const packages = workspacePackages(workspaceRoot);
  const roots = new Set<string>();
  const externals = new Set<string>();
  const pending = [...entries];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const found = packages.get(name);
    if (found === undefined) {
      if (!entries.includes(name)) externals.add(name);
      continue;
    }
    if (roots.has(found.root)) continue;
    roots.add(found.root);
    pending.push(...found.dependencies);
  }
  return { roots: [...roots].sort(), externals: [...externals].sort() };
}

function workspacePackages(workspaceRoot: string): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  for (const room of ['apps', 'libs', 'tools']) {
    for (const folder of foldersOf(join(workspaceRoot, room))) {
      const document = readPackage(join(workspaceRoot, room, folder, 'package.json'));
      if (document?.name === undefined) continue;
      packages.set(document.name, {
        root: `${room}/${folder}`,
        dependencies: Object.keys(document.dependencies ?? {}),
      });
    }
  }
  return packages;
}

function foldersOf(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function readPackage(path: string): { name?: string; dependencies?: Record<string, string> } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
