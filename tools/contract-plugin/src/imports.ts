import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { WorkspacePackage } from './packages.ts';

/**
 * How far imports are followed. `start`: those of its own package that are always loaded, which is the shell around
 * what a program does. `everything`: into every package, and what is only loaded by `import(…)` too.
 */
export type Reach = 'start' | 'everything';

/** Where a program begins. */
export interface Entry {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly reach: Reach;
}

/** Everything that a program reads as code. */
export interface ImportGraph {
  /** Relative to the workspace, sorted. */
  readonly files: readonly string[];
  /** npm packages, sorted. */
  readonly externals: readonly string[];
}

/** What a file imports, by kind. Types are gone when it runs: what is imported as a type alone is none. */
interface Imports {
  readonly always: readonly string[];
  readonly lazy: readonly string[];
}

const STATIC = /\b(?:import|export)\b(?!\s+type\b)[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/g;
const BARE = /\bimport\s*['"]([^'"\n]+)['"]/g;
/** Comments hold examples, which import what nobody runs. Whole lines only: a pattern of files holds `/**` too. */
const COMMENT_LINE = /^[ \t]*(?:\/\/|\/\*|\*).*$/gm;
const LAZY = /\bimport\s*\(\s*['"]([^'"\n]+)['"]/g;

/**
 * Follows imports from the entries, through the packages of the workspace, to the files and npm packages that they end
 * in. Nx does not follow imports for a command, and a list kept by hand forgets. Text is searched, not parsed: what
 * only looks like an import adds an input, and none is missed.
 */
export function importGraph(
  workspaceRoot: string,
  packages: ReadonlyMap<string, WorkspacePackage>,
  entries: readonly Entry[],
): ImportGraph {
  const files = new Map<string, Reach>();
  const externals = new Set<string>();
  const pending = [...entries];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { file, reach } = next;
    const seen = files.get(file);
    if (seen !== undefined && (seen === 'everything' || reach === 'start')) continue;
    const imports = importsOf(join(workspaceRoot, file));
    // What is not there is no input: an import of it is for the compiler to refuse.
    if (imports === undefined && entries.includes(next))
      throw new Error(`${file} is not there: tasks would be cached as if they did not depend on it`);
    if (imports === undefined) continue;
    files.set(file, reach);
    for (const specifier of reach === 'everything' ? [...imports.always, ...imports.lazy] : imports.always) {
      const found = resolve(file, specifier, packages);
      if (found === undefined) continue;
      if ('external' in found) externals.add(found.external);
      else if (reach === 'everything' || specifier.startsWith('.')) pending.push({ file: found.file, reach });
    }
  }
  return { files: [...files.keys()].sort(), externals: [...externals].sort() };
}

function importsOf(path: string): Imports | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  if (!/\.[cm]?[jt]s$/.test(path)) return { always: [], lazy: [] };
  const code = text.replace(COMMENT_LINE, '');
  const all = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, specifier]) => specifier ?? '');
  return { always: [...all(STATIC), ...all(BARE)], lazy: all(LAZY) };
}

function resolve(
  from: string,
  specifier: string,
  packages: ReadonlyMap<string, WorkspacePackage>,
): { readonly file: string } | { readonly external: string } | undefined {
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) };
  if (specifier.startsWith('node:')) return undefined;
  const [, name = ''] = /^((?:@[^/]+\/)?[^/]+)/.exec(specifier) ?? [];
  const own = packages.get(name);
  if (own === undefined) return { external: name };
  const file = own.exports[`.${specifier.slice(name.length)}`];
  return file === undefined ? undefined : { file };
}
