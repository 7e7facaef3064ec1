import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pytestCounts, vitestCounts } from './reports.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-reports-'));
  path = join(folder, 'report');
});

afterEach(() => rmSync(folder, { recursive: true }));

const FINE = { status: 0, output: '' };
const BAD = { status: 1, output: '' };

function vitestReport(counts: {
  passed: number;
  failed: number;
  files: readonly (readonly [string, readonly string[]])[];
}): string {
  return JSON.stringify({
    numPassedTests: counts.passed,
    numFailedTests: counts.failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: counts.files.map(([status, tests], index) => ({
      name: `/checkout/libs/a/src/${index}.test.ts`,
      startTime: 1000,
      endTime: 3500,
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });
}

describe('vitest', () => {
  test('counts tests', () => {
    writeFileSync(path, vitestReport({ passed: 3, failed: 0, files: [['passed', ['passed', 'passed', 'passed']]] }));

    expect(vitestCounts('/checkout', path, FINE)).toMatchObject({ passed: 3, failed: 0, skipped: 0 });
  });

  test('a file that does not load is a failure though none of its tests failed', () => {
    const files = [['passed', ['passed']] as const, ['failed', []] as const];
    writeFileSync(path, vitestReport({ passed: 1, failed: 0, files }));

    expect(vitestCounts('/checkout', path, BAD).failed).toBe(1);
  });

  test('a file with a failed test counts once', () => {
    writeFileSync(path, vitestReport({ passed: 1, failed: 1, files: [['failed', ['passed', 'failed']]] }));

    expect(vitestCounts('/checkout', path, BAD)).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
  });

  test('an error outside every test is a failure', () => {
    writeFileSync(path, vitestReport({ passed: 1, failed: 0, files: [['passed', ['passed']]] }));

    expect(vitestCounts('/checkout', path, BAD).failed).toBe(1);
  });

  test('no report is a failure, and a report counts for one run only', () => {
    writeFileSync(path, vitestReport({ passed: 1, failed: 0, files: [] }));
    vitestCounts('/checkout', path, FINE);

    expect(existsSync(path)).toBe(false);
    expect(vitestCounts('/checkout', path, BAD)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('times', () => {
  test('vitest says them by file, told from the root of the checkout', () => {
    writeFileSync(path, vitestReport({ passed: 1, failed: 0, files: [['passed', ['passed']]] }));

    expect(vitestCounts('/checkout', path, FINE).times).toEqual([{ file: 'libs/a/src/0.test.ts', seconds: 2.5 }]);
  });

  test('pytest says them by case: a file has the sum of its own', () => {
    writeFileSync(
      path,
      '<testsuites><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="3" time="9">' +
        '<testcase classname="a" name="one" file="tests/test_a.py" line="1" time="1.5" />' +
        '<testcase classname="a" name="two" file="tests/test_a.py" line="9" time="2.0"></testcase>' +
        '<testcase classname="b" name="one" file="../apps/b/test_b.py" line="1" time="0.5" />' +
        '</testsuite></testsuites>',
    );

    expect(pytestCounts('glue', path, FINE).times).toEqual([
      { file: 'glue/tests/test_a.py', seconds: 3.5 },
      { file: 'apps/b/test_b.py', seconds: 0.5 },
    ]);
  });
});

describe('pytest', () => {
  test('counts failures, errors and skips apart', () => {
    writeFileSync(
      path,
      '<testsuites name="x"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" ' +
        'time="1.2"></testsuite>',
    );

    expect(pytestCounts('glue', path, BAD)).toMatchObject({ passed: 4, failed: 3, skipped: 3 });
  });

  test('no report is a failure', () => {
    expect(pytestCounts('glue', path, { status: 4, output: 'usage error' })).toMatchObject({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  test('a run without tests passes nothing', () => {
    writeFileSync(
      path,
      '<testsuites><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="0" time="0"></testsuite>',
    );

    expect(pytestCounts('glue', path, { status: 5, output: '' })).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });
});
