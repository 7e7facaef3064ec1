import { expect, test } from 'vitest';
import { outcomeOf, renderSummary } from './summary.ts';

test('a part that ran nothing has failed', () => {
  expect(outcomeOf('e2e', 1, { passed: 0, failed: 0, skipped: 3 })).toMatchObject({ failed: 1, remark: 'ran no test' });
});

test('a part that passed stays as it is', () => {
  expect(outcomeOf('unit', 2, { passed: 5, failed: 0, skipped: 0 })).toEqual({
    name: 'unit',
    seconds: 2,
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

test('the summary ends with the total alone on its line', () => {
  const text = renderSummary([
    outcomeOf('format', 0.51, { passed: 1, failed: 0, skipped: 0 }),
    outcomeOf('unit', 12.34, { passed: 410, failed: 2, skipped: 1 }),
  ]);

  expect(text).toBe(
    [
      'part    passed  failed  skipped  seconds',
      'format       1       0        0      0.5',
      'unit       410       2        1     12.3',
      '',
      '411 passed, 2 failed',
    ].join('\n'),
  );
});
