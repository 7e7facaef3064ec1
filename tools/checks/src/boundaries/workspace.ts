import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of `nx graph --file` that says who uses whom. */
export interface NxGraph {
  readonly nodes: Readonly<Record<string, { readonly name: string; readonly data: { readonly root: string } }>>;
  readonly dependencies: Readonly<
    Record<string, readonly { readonly source: string; readonly target: string; readonly type: string }[]>
  >;
}

/** What a workspace package says that it needs, by project name. */
export type Packages = Readonly<Record<string, readonly string[]>>;

/** The declared dependencies of every project that is a workspace package. */
export function readPackages(root: string, graph: NxGraph): Packages {
  const packages: Record<string, readonly string[]> = {};
  for (const [name, node] of Object.entries(graph.nodes)) {
    const path = join(root, node.data.root, 'package.json');
    if (!existsSync(path)) continue;
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
      dependencies?: Record<string, string>;
      devDependencies?: Record<string, string>;
    };
    packages[name] = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  }
  return packages;
}
