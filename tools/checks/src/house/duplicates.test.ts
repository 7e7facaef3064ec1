import { expect, test } from 'vitest';
import { duplicatesIn } from './duplicates.ts';
import type { CodeFile } from './files.ts';

const file = (path: string, lines: readonly string[]): CodeFile => ({
  path,
  room: 'lib',
  home: 'libs/a',
  language: 'typescript',
  isTest: false,
  text: lines.join('\n'),
});

const body = (count: number) =>
  Array.from({ length: count }, (_, index) => `  const value${index} = compute(${index});`);

test('a run of six lines or more in two files is told once, at its longest', () => {
  const found = duplicatesIn([
    file('a.ts', ['function one() {', ...body(8), '}']),
    file('b.ts', ['function two() {', ...body(8).map((line) => `  ${line}`), '', 'done();']),
  ]);

  expect(found).toEqual([{ lines: 8, places: ['a.ts:2', 'b.ts:2'] }]);
});

test('five lines, comments between them and imports are no duplicate', () => {
  const imports = ['import {', ...'abcdefgh'.split('').map((name) => `  someLongName${name},`), "} from './x.ts';"];

  expect(
    duplicatesIn([file('a.ts', [...imports, ...body(5)]), file('b.ts', [...imports, ...body(5), 'x();'])]),
  ).toEqual([]);
});

test('a file that repeats itself is found', () => {
  expect(duplicatesIn([file('a.ts', [...body(7), 'between();', ...body(7)])])).toEqual([
    { lines: 7, places: ['a.ts:1', 'a.ts:9'] },
  ]);
});
