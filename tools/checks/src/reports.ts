import { existsSync, readFileSync, rmSync } from 'node:fs';
import { posix, relative } from 'node:path';
import type { FileTime, PartResult, Run } from './part.ts';

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Counts of a vitest run. A file that could not be loaded has no failed test of its own, and counts as one.
 * A run that failed though no test did (an error between tests, a crash before the report) counts as one failure too.
 */
export function vitestCounts(root: string, path: string, run: Run): PartResult {
  const report = takeReport(path) as VitestReport | undefined;
  if (report === undefined) return crashed(run);
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && run.status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    times: report.testResults.map(({ name, startTime, endTime }) => ({
      file: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    })),
  };
}

/** Arguments with which pytest writes its report, in the form that names files. */
export const junit = (path: string): readonly string[] => [`--junitxml=${path}`, '-o', 'junit_family=xunit1'];

/**
 * Counts of a pytest run in a folder of the checkout, from its JUnit report. An error in a fixture or while collecting
 * is a failure.
 */
export function pytestCounts(folder: string, path: string, run: Run): PartResult {
  const text = takeText(path);
  const suite = /<testsuite\s([^>]*)>/.exec(text ?? '')?.[1];
  if (suite === undefined) return crashed(run);
  const attribute = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  return {
    passed: Math.max(0, attribute('tests') - failed - skipped),
    failed: failed === 0 && run.status !== 0 ? 1 : failed,
    skipped,
    times: caseTimes(folder, text ?? ''),
  };
}

/** The seconds of all cases of a file, fixtures included. */
function caseTimes(folder: string, text: string): readonly FileTime[] {
  const times = new Map<string, number>();
  for (const [tag] of text.matchAll(/<testcase\s[^>]*>/g)) {
    const file = /\bfile="([^"]*)"/.exec(tag)?.[1];
    if (file === undefined) continue;
    const path = posix.join(folder, file);
    times.set(path, (times.get(path) ?? 0) + Number(/\btime="([^"]*)"/.exec(tag)?.[1] ?? 0));
  }
  return [...times].map(([file, seconds]) => ({ file, seconds }));
}

/** No report: the tool ended before it had anything to say. */
function crashed(run: Run): PartResult {
  return { passed: 0, failed: run.status === 0 ? 0 : 1, skipped: 0 };
}

function takeReport(path: string): unknown {
  const text = takeText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Read once and removed, so that a crash of the next run cannot be mistaken for the success of this one. */
function takeText(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}
