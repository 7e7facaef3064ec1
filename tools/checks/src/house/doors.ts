import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { CodeFile } from './files.ts';
import { type Module, targetOf } from './modules.ts';

/** A door of a package: a sub-path of its `exports`, and the file behind it. */
export interface Door {
  readonly package: string;
  readonly home: string;
  /** As others import it: `@sluice/reader`, `@sluice/codegen/batch`. */
  readonly specifier: string;
  readonly file: string;
}

/** A name at a door, and the file in which it is made, as far as that lies in the checkout. */
export interface Offer {
  readonly name: string;
  readonly home: string;
  readonly madeIn: string;
}

/** The doors of every package of the workspace that leads to code. */
export function doorsOf(root: string, homes: readonly string[]): readonly Door[] {
  return homes.flatMap((home) => {
    const path = join(root, home, 'package.json');
    if (!existsSync(path)) return [];
    const { name = home, exports = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
      name?: string;
      exports?: Record<string, string>;
    };
    return Object.entries(exports)
      .filter(([, file]) => /\.m?[jt]s$/.test(file))
      .map(([subPath, file]) => ({
        package: name,
        home,
        specifier: posix.join(name, subPath),
        file: posix.join(home, file),
      }));
  });
}

/** The names behind a file, through every `export *`. */
export function offersOf(
  file: string,
  home: string,
  modules: ReadonlyMap<string, Module>,
  seen: ReadonlySet<string> = new Set(),
): readonly Offer[] {
  const module = modules.get(file);
  if (module === undefined || seen.has(file)) return [];
  const path = new Set([...seen, file]);
  const own = module.exports.map(({ name }) => ({ name, home, madeIn: madeIn(file, name, modules) }));
  const handedOn = module.stars.flatMap((specifier) => {
    const target = targetOf(file, specifier);
    return target === undefined ? [] : offersOf(target, home, modules, path).filter(({ name }) => name !== 'default');
  });
  const offers = new Map<string, Offer>();
  for (const offer of [...own, ...handedOn]) if (!offers.has(offer.name)) offers.set(offer.name, offer);
  return [...offers.values()];
}

function madeIn(file: string, name: string, modules: ReadonlyMap<string, Module>): string {
  const from = modules.get(file)?.exports.find((entry) => entry.name === name)?.from;
  if (from === undefined) return file;
  const target = targetOf(file, from.specifier);
  if (target === undefined) return from.specifier;
  return modules.has(target) ? (through(target, from.name, modules) ?? target) : target;
}

/** Follows a name into a file that may itself only hand it on. */
function through(file: string, name: string, modules: ReadonlyMap<string, Module>): string | undefined {
  const module = modules.get(file);
  if (module === undefined) return undefined;
  if (module.exports.some((entry) => entry.name === name)) return madeIn(file, name, modules);
  for (const specifier of module.stars) {
    const target = targetOf(file, specifier);
    const found = target === undefined ? undefined : through(target, name, modules);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What packages offer at their doors, and how much of it another package imports. */
export interface DoorFigures {
  readonly offered: readonly Offer[];
  /** `home:name` of what is imported from outside. */
  readonly used: ReadonlySet<string>;
}

/** Compares what stands at the doors with what is taken through them. */
export function useOfDoors(
  doors: readonly Door[],
  code: readonly CodeFile[],
  modules: ReadonlyMap<string, Module>,
): DoorFigures {
  const offered = new Map<string, Offer>();
  const bySpecifier = new Map(doors.map((door) => [door.specifier, door]));
  const namesAt = new Map<string, readonly string[]>();
  for (const door of doors) {
    const offers = offersOf(door.file, door.home, modules);
    namesAt.set(
      door.specifier,
      offers.map(({ name }) => name),
    );
    for (const offer of offers) offered.set(`${offer.home}:${offer.name}`, offer);
  }
  const used = new Set<string>();
  for (const file of code) {
    for (const { specifier, names } of modules.get(file.path)?.imports ?? []) {
      const door = bySpecifier.get(specifier);
      if (door === undefined || door.home === file.home) continue;
      const taken = names.includes('*') ? (namesAt.get(specifier) ?? []) : names;
      for (const name of taken) if (offered.has(`${door.home}:${name}`)) used.add(`${door.home}:${name}`);
    }
  }
  return { offered: [...offered.values()], used };
}
