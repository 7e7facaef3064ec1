import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = import.meta.dirname;
/** Folder -> those that it may not use. `batch/` is the life of a batch, which dispatch and reconcile share. */
const STRANGERS: Readonly<Record<string, readonly string[]>> = {
  intake: ['dispatch', 'reconcile', 'batch'],
  dispatch: ['intake', 'reconcile'],
  reconcile: ['intake', 'dispatch'],
  batch: ['intake', 'dispatch', 'reconcile'],
  ledger: ['intake', 'dispatch', 'reconcile', 'batch'],
};

/** Every import of a file of this lib from another of its folders, as `<from>/<file> -> <to>`. */
function crossings(room: string): readonly string[] {
  const files = readdirSync(join(SOURCE, room), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => {
    const path = join(SOURCE, room, name);
    const imports = [...readFileSync(path, 'utf8').matchAll(/(?:from|import)[ (]*'(\.[^']+)'/g)];
    return imports.map(([, target = '']) => {
      const [to = ''] = relative(SOURCE, join(dirname(path), target)).split(/[\\/]/);
      return `${room}/${name} -> ${to}`;
    });
  });
}

test.each(Object.entries(STRANGERS))('%s uses none of %s', (room, strangers) => {
  const found = crossings(room);

  expect(found.length).toBeGreaterThan(3);
  expect(found.filter((crossing) => strangers.some((to) => crossing.endsWith(`-> ${to}`)))).toEqual([]);
});

test('the ports themselves name no adapter and no client', () => {
  const files = readdirSync(join(SOURCE, 'ports')).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

  expect(files.length).toBeGreaterThan(5);
  for (const name of files)
    expect(readFileSync(join(SOURCE, 'ports', name), 'utf8'), name).not.toMatch(
      /@aws-sdk|'\.\/(?:aws|memory|folder)\//,
    );
});
