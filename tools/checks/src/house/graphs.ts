import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn } from './circles.ts';
import type { CodeFile } from './files.ts';
import { targetOf } from './modules.ts';
import { pythonTarget } from './python.ts';
import type { Measured } from './typescript.ts';

/** What a file imports, as it is written. */
export type UsesOfFile = Pick<Measured, 'uses'>;

type UsesByFile = ReadonlyMap<string, UsesOfFile>;

/** Files, and packages, that need each other. */
export interface Circles {
  readonly files: readonly (readonly string[])[];
  readonly packages: readonly (readonly string[])[];
}

/** The circles among files of code, by what each of them imports as it is written. */
export function circlesOf(root: string, code: readonly CodeFile[], measured: UsesByFile): Circles {
  return { files: circlesIn(fileGraph(code, measured)), packages: circlesIn(packageGraph(root, code, measured)) };
}

/** Which file uses which, types included: a circle of types is one too. */
function fileGraph(code: readonly CodeFile[], measured: UsesByFile): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Set(code.map(({ path }) => path));
  return new Map(
    code.map(({ path, language }) => {
      const targets = (measured.get(path)?.uses ?? []).map((used) =>
        language === 'python' ? pythonTarget(path, used, paths) : targetOf(path, used),
      );
      return [path, new Set(targets.filter((target) => target !== undefined))];
    }),
  );
}

/** Which package uses which, tests included: what a test needs is built and named like everything else. */
function packageGraph(
  root: string,
  code: readonly CodeFile[],
  measured: UsesByFile,
): ReadonlyMap<string, ReadonlySet<string>> {
  const homes = new Map<string, string>();
  for (const home of new Set(code.map((file) => file.home))) {
    const path = join(root, home, 'package.json');
    if (existsSync(path)) homes.set((JSON.parse(readFileSync(path, 'utf8')) as { name: string }).name, home);
  }
  const graph = new Map<string, Set<string>>();
  for (const { path, home } of code) {
    const targets = graph.get(home) ?? new Set<string>();
    graph.set(home, targets);
    for (const used of measured.get(path)?.uses ?? []) {
      const target = homes.get(used.split('/').slice(0, 2).join('/'));
      if (target !== undefined && target !== home) targets.add(target);
    }
  }
  return graph;
}
