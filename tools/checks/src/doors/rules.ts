import { posix } from 'node:path';
import { type Door, offersOf } from '../house/doors.ts';
import type { Circles } from '../house/graphs.ts';
import type { Module } from '../house/modules.ts';

/** A door says by name what it offers: whoever reads it sees all that others may use. */
export function starsInDoors(doors: readonly Door[], modules: ReadonlyMap<string, Module>): readonly string[] {
  const files = new Set(doors.map(({ file }) => file));
  return [...modules.values()]
    .filter(({ path, stars }) => stars.length > 0 && (files.has(path) || posix.basename(path).startsWith('index.')))
    .map(({ path, stars }) => `${path} hands on all of ${stars.join(', ')}. Name what it offers: export { … } from.`);
}

/** A name has one home: two packages that offer it make every reader ask which one is meant. */
export function namesAtTwoDoors(doors: readonly Door[], modules: ReadonlyMap<string, Module>): readonly string[] {
  const packages = new Map<string, Set<string>>();
  for (const door of doors) {
    for (const { name } of offersOf(door.file, door.home, modules)) {
      packages.set(name, (packages.get(name) ?? new Set()).add(door.package));
    }
  }
  return [...packages]
    .filter(([name, owners]) => owners.size > 1 && name !== 'handler')
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, owners]) => `${name} is offered by ${[...owners].sort().join(' and ')}. Keep one, rename the other.`);
}

/** A circle has no ground: none of its files can be read, tested or moved without the others. */
export function circleFindings({ files, packages }: Circles): readonly string[] {
  return [
    ...files.map((circle) => `${circle.join(' and ')} import each other. Move what they share into a file of its own.`),
    ...packages.map((circle) => `${circle.join(' and ')} use each other. Move what they share below them.`),
  ];
}
