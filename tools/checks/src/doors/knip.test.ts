import { expect, test } from 'vitest';
import { knipFindings } from './knip.ts';

test('every finding is a sentence with its place and the way out', () => {
  const report = {
    issues: [
      {
        file: 'libs/a/src/one.ts',
        owners: [{ name: '@team' }],
        exports: [{ name: 'idle', line: 3, col: 14 }],
        duplicates: [[{ name: 'a' }, { name: 'b' }]],
      },
      { file: 'libs/a/package.json', dependencies: [{ name: 'left-pad', line: 9 }] },
    ],
  };

  expect(knipFindings(JSON.stringify(report))).toEqual([
    'libs/a/src/one.ts:3 exports idle, which nobody imports. Drop the export, or what nobody needs.',
    'libs/a/src/one.ts duplicates: a',
    'libs/a/src/one.ts duplicates: b',
    'libs/a/package.json:9 names the dependency left-pad, which nothing in it imports. Remove it.',
  ]);
});

test('no report is told from a report without findings', () => {
  expect(knipFindings('{"issues":[]}')).toEqual([]);
  expect(knipFindings('knip: command not found\n')).toBeUndefined();
});
