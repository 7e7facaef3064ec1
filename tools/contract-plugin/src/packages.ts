import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  /** Relative to the workspace, with `/`. */
  readonly root: string;
  /** Everything that its package.json names, those of the workspace too. */
  readonly dependencies: readonly string[];
  /** The file of each door (`.`, `./errors`), relative to the workspace. */
  readonly exports: Readonly<Record<string, string>>;
}

interface PackageDocument {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** The packages of the workspace by name. What cannot be read is none: the graph must stand while somebody types. */
export function packagesOf(workspaceRoot: string): ReadonlyMap<string, WorkspacePackage> {
  const packages = new Map<string, WorkspacePackage>();
  for (const room of ['apps', 'libs', 'tools']) {
    for (const folder of foldersOf(join(workspaceRoot, room))) {
      const root = `${room}/${folder}`;
      const { name, dependencies = {}, exports = {} } = documentOf(join(workspaceRoot, root, 'package.json'));
      if (name === undefined) continue;
      const doors = Object.entries(exports).filter((door): door is [string, string] => typeof door[1] === 'string');
      packages.set(name, {
        name,
        root,
        dependencies: Object.keys(dependencies),
        exports: Object.fromEntries(doors.map(([door, file]) => [door, posix.join(root, file)])),
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

function documentOf(path: string): PackageDocument {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackageDocument;
  } catch {
    return {};
  }
}
