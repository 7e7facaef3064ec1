import type { BatchHead } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import type { BatchRecord } from '../model.ts';
import type { JobRun } from '../ports/job-runs.ts';
import type { BatchState } from '../states.ts';
import { judge } from './judge.ts';

const AT = '2026-01-15T10:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000);

const batchOf = (state: BatchState, attempt: number, change: Partial<BatchRecord> = {}): BatchRecord => ({
  batchId: 'b',
  datasetId: 'orders',
  state,
  attempt,
  slot: 0,
  files: 2,
  bytes: 20,
  lane: '',
  contractVersion: '1.0.0',
  planDigest: 'p',
  codeDigest: 'c',
  runDate: '2026-01-15',
  jobRunId: 'jr_1',
  createdAt: AT,
  stateSince: AT,
  committedAt: null,
  reason: null,
  detail: null,
  history: [],
  historyDropped: 0,
  revision: 1,
  ...change,
});
const batchHeadOf = (state: BatchHead['state'], attempt: number, run_id: string | null = null) =>
  ({ state, attempt, run_id }) as BatchHead;
const run = (id: string, state: string, attempt = 1): JobRun => ({
  id,
  batchId: 'b',
  attempt,
  state,
  isOver: state !== 'RUNNING',
  startedAt: AT,
  endedAt: state === 'RUNNING' ? null : AT,
  seconds: 60,
  dpuSeconds: 120,
  message: null,
});
const unknownRun = { jobRunId: null };

function verdict(batch: BatchRecord, batchHead: BatchHead | undefined, runs: readonly JobRun[], seconds = 61) {
  const found = judge({ batch, batchHead, runs, now: later(seconds), graceSeconds: 60, leaseSeconds: 180 });
  if (found.do === 'wait' || found.do === 'stuck') return `${found.do}: ${found.why}`;
  return 'run' in found ? `${found.do} ${found.run?.id ?? 'none'}` : found.do;
}

describe('PREPARING', () => {
  test('belongs to its dispatcher until the lease is over', () => {
    expect(verdict(batchOf('PREPARING', 1), undefined, [], 179)).toBe('wait: its dispatcher prepares it');
    expect(verdict(batchOf('PREPARING', 1), undefined, [], 180)).toBe('prepare');
  });
});

describe('STARTED, nobody has claimed it', () => {
  const open = batchHeadOf('open', 1);

  test('a run that is there and not known is adopted, at once', () => {
    expect(verdict(batchOf('STARTED', 1, unknownRun), open, [run('jr_7', 'RUNNING')], 1)).toBe('adopt jr_7');
  });

  test('without a run it is started when its dispatcher is gone, or has said that there was no room', () => {
    expect(verdict(batchOf('STARTED', 1, unknownRun), open, [], 179)).toBe('wait: its dispatcher starts it');
    expect(verdict(batchOf('STARTED', 1, unknownRun), open, [], 180)).toBe('start');
    expect(verdict(batchOf('STARTED', 1, { ...unknownRun, reason: 'start-throttled' }), open, [], 1)).toBe('start');
    expect(verdict(batchOf('STARTED', 1, { ...unknownRun, reason: 'start-unclear' }), open, [], 1)).toBe('start');
  });

  test('a run of another attempt is not its run', () => {
    expect(verdict(batchOf('STARTED', 2, unknownRun), batchHeadOf('open', 2), [run('jr_1', 'RUNNING', 1)], 180)).toBe(
      'start',
    );
  });

  test('a run that goes on is waited for; when all are over the attempt is over, without a grace', () => {
    expect(verdict(batchOf('STARTED', 1), open, [run('jr_1', 'RUNNING')])).toBe('wait: its run has not claimed it yet');
    expect(verdict(batchOf('STARTED', 1), open, [run('jr_1', 'FAILED'), run('jr_2', 'RUNNING')])).toBe(
      'wait: its run has not claimed it yet',
    );
    expect(verdict(batchOf('STARTED', 1), open, [run('jr_1', 'FAILED')], 0)).toBe('end-attempt jr_1');
    expect(verdict(batchOf('STARTED', 1), open, [run('jr_1', 'SUCCEEDED')], 0)).toBe('end-attempt jr_1');
  });

  test('a run that Glue has forgotten cannot come any more', () => {
    expect(verdict(batchOf('STARTED', 1), open, [])).toBe('end-attempt none');
  });
});

describe('STARTED, a run has claimed it', () => {
  const running = batchHeadOf('running', 1, 'jr_1');

  test('it is waited for while it goes on, however long', () => {
    expect(verdict(batchOf('STARTED', 1), running, [run('jr_1', 'RUNNING')], 1e6)).toBe('wait: its run goes on');
  });

  test.each(['FAILED', 'SUCCEEDED', 'STOPPED', 'TIMEOUT', 'ERROR'])(
    '%s without a commit ends the attempt, after the grace',
    (state) => {
      expect(verdict(batchOf('STARTED', 1), running, [run('jr_1', state)], 59)).toBe(
        'wait: requests of its run may be in flight',
      );
      expect(verdict(batchOf('STARTED', 1), running, [run('jr_1', state)], 60)).toBe('end-attempt jr_1');
    },
  );

  test('only the run in the batch head counts: one that lost the claim neither ends nor holds up the attempt', () => {
    expect(
      verdict(batchOf('STARTED', 1), batchHeadOf('running', 1, 'jr_2'), [
        run('jr_1', 'FAILED'),
        run('jr_2', 'RUNNING'),
      ]),
    ).toBe('wait: its run goes on');
    expect(
      verdict(batchOf('STARTED', 1), batchHeadOf('running', 1, 'jr_2'), [
        run('jr_1', 'RUNNING'),
        run('jr_2', 'FAILED'),
      ]),
    ).toBe('end-attempt jr_2');
  });

  test('a run that Glue does not know is for people', () => {
    expect(verdict(batchOf('STARTED', 1), running, [])).toBe(
      'stuck: run jr_1 holds it, and Glue does not know that run',
    );
  });
});

describe('STARTED, and the batch head is further', () => {
  test('committed is a success, whatever Glue says', () => {
    expect(verdict(batchOf('STARTED', 1), batchHeadOf('committed', 1, 'jr_1'), [run('jr_1', 'FAILED')], 0)).toBe(
      'commit',
    );
    expect(verdict(batchOf('STARTED', 1, unknownRun), batchHeadOf('committed', 1, 'jr_1'), [], 0)).toBe('commit');
  });

  test('taken over, given back or closed is written down', () => {
    expect(verdict(batchOf('STARTED', 1), batchHeadOf('open', 2), [run('jr_1', 'FAILED')], 0)).toBe('end-attempt jr_1');
    expect(verdict(batchOf('STARTED', 1), batchHeadOf('failed', 1, 'jr_1'), [run('jr_1', 'FAILED')], 0)).toBe(
      'end-attempt jr_1',
    );
  });

  test('a batch head that is behind or gone is for people', () => {
    expect(verdict(batchOf('STARTED', 2), batchHeadOf('open', 1), [])).toBe(
      'stuck: its batch head says attempt 1, the ledger 2',
    );
    expect(verdict(batchOf('STARTED', 1), undefined, [])).toBe('stuck: it was started and has no batch head');
  });
});

test.each(['COMMITTED', 'FAILED'] as const)('%s is settled when nothing of it runs any more', (state) => {
  const batchHead = batchHeadOf('committed', 1, 'jr_1');

  expect(verdict(batchOf(state, 1), batchHead, [run('jr_1', 'SUCCEEDED'), run('jr_2', 'RUNNING')])).toBe(
    'wait: its run ends',
  );
  expect(verdict(batchOf(state, 1), batchHead, [run('jr_1', 'SUCCEEDED'), run('jr_2', 'FAILED')])).toBe('settle');
});
