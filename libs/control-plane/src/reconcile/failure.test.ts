import { readFileSync } from 'node:fs';
import type { RunReport } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import type { JobRun } from '../ports/job-runs.ts';
import { afterFailure, CODE_KINDS } from './failure.ts';

const reportOf = (code: string | null) => ({ outcome: 'failed', stage: 'write', code, message: 'why' }) as RunReport;
const runOf = (state: string, message: string | null = null) => ({ id: 'jr_1', state, message }) as JobRun;

function follows(
  attempt: number,
  code: string | null | undefined,
  { files = 4, maxAttempts = 3, run = runOf('FAILED') } = {},
) {
  const { next, reason } = afterFailure({
    attempt,
    maxAttempts,
    files,
    report: code === undefined ? undefined : reportOf(code),
    run,
  });
  return `${next} ${reason}`;
}

test('every code of the job has its kind, and no other has', () => {
  const codes = JSON.parse(
    readFileSync(new URL('../../../../glue/sluice_glue/error_codes.json', import.meta.url), 'utf8'),
  ) as {
    readonly code: string;
    readonly fault: string;
  }[];

  expect(Object.keys(CODE_KINDS).sort()).toEqual(codes.map(({ code }) => code).sort());
  for (const { code, fault } of codes) if (fault === 'environment') expect(CODE_KINDS[code], code).not.toBe('whole');
});

describe('a failed attempt', () => {
  test('whose cause is the plan or the batch itself takes the files out of the way, with that reason', () => {
    expect(follows(1, 'SLC5104')).toBe('quarantine SLC5104');
  });

  test('whose cause is the environment is only tried again, then the files are quarantined with the reason', () => {
    expect([1, 2, 3].map((attempt) => follows(attempt, 'SLC5112'))).toEqual([
      'again SLC5112',
      'again SLC5112',
      'quarantine SLC5112',
    ]);
    expect(follows(3, 'SLC5111', { files: 1 })).toBe('quarantine SLC5111');
  });

  test.each([
    ['without a report', undefined],
    ['without a code', null],
    ['with a code that nobody knows', 'SLC5999'],
    ['with a defect', 'SLC5199'],
  ])('%s is tried once more unchanged, then in halves, and a file alone is quarantined', (_name, code) => {
    const reason = code === 'SLC5199' ? 'SLC5199' : 'job-failed';
    expect(follows(1, code)).toBe(`again ${reason}`);
    expect(follows(2, code)).toBe('halve batch-halved');
    expect(follows(2, code, { files: 1 })).toBe('quarantine job-failed');
    expect(follows(1, code, { maxAttempts: 1 })).toBe('halve batch-halved');
  });

  test.each([
    runOf('STOPPED'),
    runOf('EXPIRED'),
    runOf('ERROR', 'Resource unavailable'),
    runOf('FAILED', 'ThrottlingException: Rate exceeded'),
    runOf('ERROR', 'Exceeded maximum concurrent compute capacity for your account'),
  ])('that Glue had no room for, or that was stopped, says nothing against the files: $state $message', (run) => {
    expect([1, 2, 3].map((attempt) => follows(attempt, undefined, { run }))).toEqual([
      'again job-failed',
      'again job-failed',
      'quarantine job-failed',
    ]);
  });

  test('that timed out is halved', () => {
    expect(follows(2, undefined, { run: runOf('TIMEOUT') })).toBe('halve batch-halved');
  });

  test('says who said what', () => {
    const failed = { attempt: 2, maxAttempts: 3, files: 1, run: runOf('FAILED', 'Command failed with exit code 4') };
    expect(afterFailure({ ...failed, report: reportOf('SLC5199') }).detail).toBe(
      'attempt 2 (jr_1, FAILED) failed in stage write: SLC5199: why',
    );
    expect(afterFailure({ ...failed, report: undefined }).detail).toBe(
      'attempt 2 (jr_1, FAILED) ended without a commit and without a report: Command failed with exit code 4',
    );
  });
});
