import { expect, test } from 'vitest';
import { type Door, useOfDoors } from '../house/doors.ts';
import { circlesOf } from '../house/graphs.ts';
import { type Module, readModule } from '../house/modules.ts';
import { circleFindings, namesAtTwoDoors, starsInDoors } from './rules.ts';

const door = (home: string, file = `${home}/src/index.ts`): Door => ({
  package: `@sluice/${home.split('/')[1]}`,
  home,
  specifier: `@sluice/${home.split('/')[1]}`,
  file,
});

const modulesOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, Module> =>
  new Map(Object.entries(files).map(([path, text]) => [path, readModule({ path, text })]));

test('a door that hands on everything is found, one that names what it offers is not', () => {
  const modules = modulesOf({
    'libs/a/src/index.ts': "export * from './inner.ts';",
    'libs/a/src/inner.ts': 'export const one = 1;',
    'libs/b/src/index.ts': "export { two } from './two.ts';",
  });

  expect(starsInDoors([door('libs/a'), door('libs/b')], modules)).toEqual([
    'libs/a/src/index.ts hands on all of ./inner.ts. Name what it offers: export { … } from.',
  ]);
});

test('a name at the doors of two packages is found through every hand that passes it on', () => {
  const modules = modulesOf({
    'libs/a/src/index.ts': "export * from './inner.ts';",
    'libs/a/src/inner.ts': "export { made as read } from './made.ts';",
    'libs/b/src/index.ts': 'export type read = string; export const write = 1;',
  });

  expect(namesAtTwoDoors([door('libs/a'), door('libs/b')], modules)).toEqual([
    'read is offered by @sluice/a and @sluice/b. Keep one, rename the other.',
  ]);
});

test('two doors of one package may offer the same name', () => {
  const modules = modulesOf({ 'libs/a/src/index.ts': 'export const one = 1;' });

  expect(namesAtTwoDoors([door('libs/a'), door('libs/a')], modules)).toEqual([]);
});

test('only what another package takes through a door counts as used', () => {
  const texts: Readonly<Record<string, string>> = {
    'libs/a/src/index.ts': "export { named, spread, late, own, idle } from './all.ts';",
    'libs/a/src/use.test.ts': "import { own } from '@sluice/a';",
    'libs/b/src/one.ts': "import { named } from '@sluice/a'; import * as a from '@sluice/a'; a.spread();",
    'libs/b/src/two.ts': "const { late } = await import('@sluice/a');",
  };
  const code = Object.entries(texts).map(([path, text]) => ({
    path,
    text,
    home: path.split('/').slice(0, 2).join('/'),
    room: 'lib' as const,
    language: 'typescript' as const,
    isTest: false,
  }));

  const { offered, used } = useOfDoors([door('libs/a')], code, modulesOf(texts));

  expect(offered.map(({ name }) => name)).toEqual(['named', 'spread', 'late', 'own', 'idle']);
  expect([...used].sort()).toEqual(['libs/a:late', 'libs/a:named', 'libs/a:spread']);
});

test('files and packages that need each other are named, types that are imported included', () => {
  const code = Object.entries({
    'libs/a/src/one.ts': "import type { Two } from './two.ts'; export type One = Two;",
    'libs/a/src/two.ts': "import { three } from './three.ts'; import '@sluice/b'; export type Two = typeof three;",
    'libs/a/src/three.ts': "import type { One } from './one.ts'; export const three: One | 3 = 3;",
    'libs/a/src/four.ts': "import './one.ts';",
  }).map(([path, text]) => ({
    path,
    text,
    home: 'libs/a',
    room: 'lib' as const,
    language: 'typescript' as const,
    isTest: false,
  }));
  const uses = new Map(
    code.map((file) => [file.path, { uses: readModule(file).imports.map(({ specifier }) => specifier) }]),
  );

  const findings = circleFindings({
    ...circlesOf('/nowhere', code, uses),
    packages: [['libs/a', 'libs/b']],
  });

  expect(findings).toEqual([
    'libs/a/src/one.ts and libs/a/src/three.ts and libs/a/src/two.ts import each other. ' +
      'Move what they share into a file of its own.',
    'libs/a and libs/b use each other. Move what they share below them.',
  ]);
});
