import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importGraph, type Reach } from './imports.ts';
import { packagesOf } from './packages.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-imports-'));
  const doors = { '.': './src/index.ts', './errors': './src/errors.ts' };
  write('libs/lib/package.json', JSON.stringify({ name: '@sluice/lib', exports: doors }));
  write('libs/lib/src/index.ts', "export { one } from './one.ts';\n");
  write('libs/lib/src/one.ts', "import ajv from 'ajv/dist/2020.js';\nimport { join } from 'node:path';\n");
  write('libs/lib/src/errors.ts', '');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** What a program with this text reads, itself left out. */
function reached(text: string, reach: Reach = 'everything') {
  write('apps/app/src/main.ts', text);
  const { files, externals } = importGraph(root, packagesOf(root), [{ file: 'apps/app/src/main.ts', reach }]);
  return { files: files.filter((file) => file !== 'apps/app/src/main.ts'), externals };
}

describe('the import graph', () => {
  test('goes through a door of a package to its files, and ends at npm packages', () => {
    expect(reached("import { one } from '@sluice/lib';\nimport '@aws-sdk/client-s3/deep';\n")).toEqual({
      files: ['libs/lib/src/index.ts', 'libs/lib/src/one.ts'],
      externals: ['@aws-sdk/client-s3', 'ajv'],
    });
  });

  test('takes the door that is named', () => {
    expect(reached("import { CODES } from '@sluice/lib/errors';\n").files).toEqual(['libs/lib/src/errors.ts']);
  });

  test.each([
    ['a side effect', "import './other.ts';"],
    ['several lines', "import {\n  one,\n  two,\n} from './other.ts';"],
    ['an export', "export * from './other.ts';"],
    ['a type among values', "import { type A, b } from './other.ts';"],
    ['data', "import data from './other.ts' with { type: 'json' };"],
    ['what is loaded later', "const { one } = await import('./other.ts');"],
    ['what is loaded later, on several lines', "const { one } = await import(\n  './other.ts'\n);"],
  ])('sees %s', (_, text) => {
    write('apps/app/src/other.ts', '');

    expect(reached(`${text}\n`).files).toEqual(['apps/app/src/other.ts']);
  });

  test.each([
    ['what is a type alone', "import type { A } from './other.ts';\nexport type { B } from './other.ts';"],
    ['an example in a comment', "/**\n * import { one } from './other.ts';\n */\n// import './other.ts';"],
    ['what is not there', "import { one } from './gone.ts';\nimport '@sluice/lib/no-door';"],
  ])('leaves out %s', (_, text) => {
    write('apps/app/src/other.ts', '');

    expect(reached(`${text}\n`)).toEqual({ files: [], externals: [] });
  });

  test('follows what is loaded later, and into packages, only where everything is asked for', () => {
    write('apps/app/src/shared.ts', "export const later = () => import('./later.ts');\n");
    write('apps/app/src/later.ts', '');
    const shared = "import { later } from './shared.ts';\nimport { one } from '@sluice/lib';\n";

    expect(reached(shared, 'start').files).toEqual(['apps/app/src/shared.ts']);
    const both = importGraph(root, packagesOf(root), [
      { file: 'apps/app/src/main.ts', reach: 'start' },
      { file: 'apps/app/src/shared.ts', reach: 'everything' },
    ]);
    expect(both.files).toEqual(['apps/app/src/later.ts', 'apps/app/src/main.ts', 'apps/app/src/shared.ts']);
  });

  test('ends, whatever imports whom', () => {
    write('apps/app/src/a.ts', "import './main.ts';\n");

    expect(reached("import './a.ts';\n").files).toEqual(['apps/app/src/a.ts']);
  });

  test('refuses a program that is not there: its tasks would never be selected again', () => {
    expect(() => importGraph(root, packagesOf(root), [{ file: 'apps/app/src/gone.ts', reach: 'start' }])).toThrow(
      'apps/app/src/gone.ts is not there',
    );
    expect(reached("import './gone.ts';\n").files).toEqual([]);
  });
});
