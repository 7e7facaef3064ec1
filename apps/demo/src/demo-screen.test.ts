import type { FileRecord } from '@sluice/control-plane';
import type { GlueRun } from '@sluice/lake';
import { palette, type Terminal } from '@sluice/terminal';
import { describe, expect, it } from 'vitest';
import type { AccountedBatch, DatasetAccounts } from './accounts.ts';
import { costOf, limit, measuredRuns } from './costs.ts';
import { datasetReportOf } from './report.ts';
import { costText, limitLines } from './screen-cost.ts';
import { decisionTable, refusedTable } from './screen-files.ts';
import { timed } from './stages.ts';

const terminal = { paint: palette(false), width: Number.POSITIVE_INFINITY } as Terminal;
const run = (batchId: string, seconds: number, attempt = 1) =>
  ({ id: `${batchId}-${attempt}`, batchId, seconds, attempt, state: 'SUCCEEDED' }) as GlueRun;
const batch = (batchId: string, files: number) =>
  ({
    record: { batchId },
    members: Array.from({ length: files }, (_, index) => `k${index}@v`),
  }) as unknown as AccountedBatch;

/** A dataset of which only what is given matters. */
function accounts(more: Partial<DatasetAccounts>): DatasetAccounts {
  return {
    dataset: 'flights',
    versions: [],
    files: [],
    batches: [],
    runs: [],
    duplicates: 0,
    deadLetters: 0,
    table: null,
    ...more,
  };
}

const report = (more: Partial<DatasetAccounts>) => datasetReportOf(accounts(more));

function file(key: string, state: FileRecord['state'], more: Partial<FileRecord> = {}): FileRecord {
  return {
    datasetId: 'flights',
    key,
    versionId: 'v',
    state,
    reason: null,
    detail: null,
    place: null,
    history: [],
    ...more,
  } as FileRecord;
}

describe('decisions', () => {
  it('count every state, and a version without one is not passed over', () => {
    const files = [file('a', 'SUCCEEDED'), file('b', 'QUARANTINED'), file('c', 'IGNORED')];
    const versions = ['a', 'b', 'c', 'd'].map((key) => ({ key, versionId: 'v' }));

    const lines = decisionTable([report({ files, versions, duplicates: 20, deadLetters: 1 })], terminal)
      .trimEnd()
      .split('\n');

    expect(lines.at(-1)?.trim().split(/\s+/)).toEqual(['flights', '4', '1', '1', '1', '1', '20', '1']);
    expect(decisionTable([report({ files, versions: versions.slice(0, 3) })], terminal)).toContain('none');
  });

  it('say who refused a file: intake by its file head, the job by all of it', () => {
    const step = {
      at: '',
      to: 'QUARANTINED',
      reason: null,
      detail: null,
      contractVersion: null,
      attempt: null,
      jobRunId: null,
    } as const;
    const files = [
      file('incoming/flights/a.csv', 'QUARANTINED', {
        reason: 'missing-column',
        place: { line: 1, offset: 0 },
        detail: 'no header',
        history: [{ ...step, actor: 'intake', batchId: null }],
      }),
      file('incoming/flights/b.csv', 'QUARANTINED', {
        reason: 'gzip-broken',
        history: [{ ...step, actor: 'reconcile', batchId: 'b1' }],
      }),
    ];

    const [, , first, second] = refusedTable([report({ files })], terminal).split('\n');

    expect(first).toMatch(/flights\/a\.csv\s+quarantined\s+missing-column\s+intake\s+line 1: no header/);
    expect(second).toMatch(/flights\/b\.csv\s+quarantined\s+gzip-broken\s+job/);
  });
});

describe('what it would cost', () => {
  it('a second attempt is a run, for files that were counted with the first', () => {
    expect(measuredRuns([run('a', 8), run('a', 9, 2), run('b', 7)], [batch('a', 50), batch('b', 17)])).toEqual([
      { seconds: 8, files: 50 },
      { seconds: 9, files: 0 },
      { seconds: 7, files: 17 },
    ]);
  });

  it('is shown with all that it is made from', () => {
    const cost = costOf(accounts({ runs: [run('a', 8), run('b', 7)], batches: [batch('a', 50), batch('b', 17)] }), {
      workerType: 'G.1X',
      workers: 2,
    });

    const text = costText([cost], terminal);

    expect(text).toMatch(/flights\s+in batches\s+2\s+4\s+\$0\.03/);
    expect(text).toMatch(/one run per file \(67 files\)\s+67\s+134\s+\$0\.98\s+34 x/);
    expect(text).toContain('max(60 s, t) per run');
    expect(text).toContain('$0.44 per DPU-hour, us-east-1');
  });

  it('a bound that is not kept is marked', () => {
    expect(limitLines([limit('runs', 8, 'runs', 12), limit('seconds', 40.5, 's', 40)], terminal)).toBe(
      '  ✓ runs: 8 runs (at most 12)\n  ✗ seconds: 40.5 s (at most 40)\n',
    );
  });
});

it('every step of a command is timed, also one that learns its total late', () => {
  let now = 0;
  const said: string[] = [];
  const { progress, stages } = timed(
    {
      step: (name, total) => void said.push(`${name} ${total}`),
      advance() {},
      reached() {},
      done: (summary) => void said.push(summary),
      note() {},
      clear() {},
    },
    () => now,
  );

  progress.step('verify');
  now = 500;
  progress.step('verify', 9);
  now = 2_000;
  progress.done('nine');
  progress.step('alarms');
  now = 3_000;
  progress.step('last');
  progress.done('');

  expect(stages).toEqual([
    { name: 'verify', seconds: 2, summary: 'nine' },
    { name: 'alarms', seconds: 1, summary: null },
    { name: 'last', seconds: 0, summary: '' },
  ]);
  expect(said.slice(0, 3)).toEqual(['verify undefined', 'verify 9', 'nine']);
});
