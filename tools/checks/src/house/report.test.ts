import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeOf } from './files.ts';
import { measureHouse } from './report.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice house-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});

afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const manifest = (name: string) => JSON.stringify({ name, exports: { '.': './src/index.ts' } });

test('source, tests, functions, comments and assertions of TypeScript are counted', () => {
  write({
    'libs/a/package.json': manifest('@sluice/a'),
    'libs/a/src/index.ts':
      '/**\n * Why.\n */\nexport function long() {\n  return 1;\n}\n\nexport const two = 2; // not a line\n',
    'libs/a/src/a.test.ts': "import { expect, test } from 'vitest';\ntest('x', () => expect(1).toBe(1));\n",
    'libs/a/generated/made.ts': 'export const made = 1;\n',
  });

  expect(measureHouse(root).packages['libs/a']).toEqual({
    files: 1,
    lines: 8,
    median: 8,
    p90: 8,
    max: 8,
    longestFunction: { name: 'long', file: 'libs/a/src/index.ts', lines: 3 },
    commentShare: 0.429,
    testLines: 2,
    testRatio: 0.25,
    assertions: 1,
    longLines: 0,
    offered: 2,
    used: 0,
  });
});

test('functions, docstrings and assertions of Python are counted', () => {
  write({
    'glue/job/__init__.py': '"""The job."""\n',
    'glue/job/run.py':
      'from job import names\n\n\ndef run() -> int:\n    """Run.\n\n    Slowly.\n    """\n    return 1\n',
    'glue/job/names.py': '# Names.\nA = 1\n',
    'glue/tests/test_run.py': 'def test_run() -> None:\n    assert True\n',
  });

  expect(measureHouse(root).rooms.glue).toMatchObject({
    files: 3,
    longestFunction: { name: 'run', lines: 6 },
    assertions: 1,
    testLines: 2,
    commentShare: 0.556,
  });
});

test('names with two homes and circles are found in either language', () => {
  write({
    'libs/a/package.json': manifest('@sluice/a'),
    'libs/a/src/index.ts': "import type { B } from '@sluice/b';\nexport type A = B;\nexport const same = 1;\n",
    'libs/b/package.json': manifest('@sluice/b'),
    'libs/b/src/index.ts': "import type { A } from '@sluice/a';\nexport type B = A;\nexport const same = 2;\n",
    'libs/b/src/one.ts': "import { two } from './two.ts';\nexport const one = () => two;\n",
    'libs/b/src/two.ts': "import { one } from './one.ts';\nexport const two = () => one;\n",
    'glue/job/left.py': 'from job.right import b\n\na = b\n',
    'glue/job/right.py': 'from . import left\n\nb = left\n',
  });

  const { circles, namesWithTwoHomes, rooms } = measureHouse(root);

  expect(circles.packages).toEqual([['libs/a', 'libs/b']]);
  expect(circles.files).toEqual([
    ['glue/job/left.py', 'glue/job/right.py'],
    ['libs/b/src/one.ts', 'libs/b/src/two.ts'],
  ]);
  expect(namesWithTwoHomes).toEqual([{ name: 'same', files: ['libs/a/src/index.ts', 'libs/b/src/index.ts'] }]);
  expect(rooms.lib).toMatchObject({ offered: 4, used: 2 });
});

test.each([
  ['libs/a/src/x.ts', false],
  ['libs/a/src/x.e2e.ts', true],
  ['libs/a/src/ledger/testing/records.ts', true],
  ['libs/a/src/testing.ts', true],
  ['apps/a/src/testing.fixture.ts', true],
  ['glue/tests/protocol/lakes.py', true],
  ['tools/a/tests/test_x.py', true],
])('%s is of tests: %s', (path, isTest) => {
  expect(placeOf(path)?.isTest).toBe(isTest);
});

test.each(['docs/x.md', 'contracts/a/generated/types.ts', 'libs/a/src/golden/x.ts', 'vitest.config.ts'])(
  '%s has no place in the figures',
  (path) => {
    expect(placeOf(path)).toBeUndefined();
  },
);
