import { expect, test } from 'vitest';
import { outcomeOf, renderSummary } from './summary.ts';

const part = (name: string, budgetMinutes = 1) => ({ name, budgetMinutes });

test('a part that ran nothing has failed', () => {
  expect(outcomeOf(part('e2e'), 1, { passed: 0, failed: 0, skipped: 3 })).toMatchObject({
    failed: 1,
    remark: 'ran no test',
  });
});

test('a part that passed stays as it is', () => {
  expect(outcomeOf(part('unit'), 2, { passed: 5, failed: 0, skipped: 0 })).toEqual({
    name: 'unit',
    seconds: 2,
    budgetMinutes: 1,
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

test('the summary says who passes its budget, and ends with the total alone on its line', () => {
  const text = renderSummary([
    outcomeOf(part('format', 0.25), 15, { passed: 1, failed: 0, skipped: 0 }),
    outcomeOf(part('unit', 2), 123, { passed: 410, failed: 2, skipped: 1 }),
  ]);

  expect(text).toBe(
    [
      'part    passed  failed  skipped  minutes  budget',
      'format       1       0        0     0.25    0.25',
      'unit       410       2        1     2.05    2.00  over its budget',
      '',
      '411 passed, 2 failed',
    ].join('\n'),
  );
});

test('the ten slowest files of all parts are named, the slowest first', () => {
  const times = (from: number) =>
    Array.from({ length: 8 }, (_, index) => ({ file: `file-${from + index}`, seconds: from + index }));
  const text = renderSummary([
    outcomeOf(part('unit'), 1, { passed: 1, failed: 0, skipped: 0, times: times(0) }),
    outcomeOf(part('e2e'), 1, { passed: 1, failed: 0, skipped: 0, times: times(100) }),
  ]);

  const lines = text.split('\n');
  const first = lines.indexOf('slowest test files');
  expect(lines.slice(first + 1, first + 3)).toEqual(['  107.0 s  file-107', '  106.0 s  file-106']);
  expect(lines.slice(first + 9, first + 12)).toEqual(['    7.0 s  file-7', '    6.0 s  file-6', '']);
});
