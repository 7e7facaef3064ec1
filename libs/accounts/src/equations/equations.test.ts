import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import type { StoredObject } from '@sluice/lake';
import type { BatchHead, CommittedFile, Intent, Manifest } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import type { LedgerSnapshot } from '../snapshot.ts';
import { ledgerEquationsOf } from './index.ts';

const HEX = (letter: string) => letter.repeat(64);
const RAW = { bucket: 'raw', key: 'incoming/d/a.csv' };
const DATA = { bucket: 'processed', key: 'd/year=2013/b1-1-0.parquet' };
const BAD = { bucket: 'quarantine', key: 'd/run_date=2026-01-15/b1-1-0.parquet' };

const FILE = {
  datasetId: 'd',
  ...RAW,
  versionId: HEX('a'),
  sizeBytes: 9,
  state: 'SUCCEEDED',
  batchId: 'b1',
  receivedAt: '2026-01-15T00:00:00Z',
} as FileRecord;
const VERSION = { ...RAW, versionId: HEX('a'), bytes: 9 };
const itemOf = (batchId: string, committedAt: string | null): BatchRecord =>
  ({ batchId, datasetId: 'd', state: 'SETTLED', attempt: 1, slot: null, committedAt }) as BatchRecord;

function file(
  place: { bucket: string; key: string },
  rows: number,
  partition: Record<string, string> = {},
): CommittedFile {
  return { ...place, rows, bytes: 100, digest: HEX('d'), partition, columns: {}, footer_bytes: 10 };
}

const MANIFEST = {
  batch_id: 'b1',
  dataset_id: 'd',
  members: [{ ...RAW, version_id: HEX('a'), size: 9, queued: 1 }],
} as unknown as Manifest;
const HEAD = {
  batch_id: 'b1',
  dataset_id: 'd',
  state: 'committed',
  attempt: 1,
  files: [file(DATA, 8, { year: '2013' })],
  quarantine_files: [file(BAD, 2)],
  refused: [],
  counts: { rows_in: 10, accepted: 8, rejected: 2, duplicates: 0, by_reason: { shape: 1, 'type:x': 2 } },
} as unknown as BatchHead;
const OBJECT = (place: { bucket: string; key: string }): StoredObject => ({ ...place, bytes: 100, digest: HEX('d') });

function intent(keys: readonly CommittedFile[] = [...HEAD.files, ...HEAD.quarantine_files]): Intent {
  return { intent_format: 1, batch_id: 'b1', attempt: 1, run_id: 'r', closed: false, keys } as unknown as Intent;
}

function sound(): LedgerSnapshot {
  return {
    datasetId: 'd',
    at: '2026-01-16T00:00:00Z',
    files: [FILE],
    items: new Map([['b1', itemOf('b1', '2026-01-15T00:05:00Z')]]),
    slots: [],
    slotLimit: 2,
    keepsVersions: false,
    batches: [{ datasetId: 'd', batchId: 'b1', manifest: MANIFEST, batchHead: HEAD, problems: [] }],
    versions: [VERSION],
    data: [OBJECT(DATA)],
    quarantine: [OBJECT(BAD)],
    footerRows: new Map([
      [`processed/${DATA.key}`, { value: 8 }],
      [`quarantine/${BAD.key}`, { value: 2 }],
    ]),
    records: new Map([[`raw/${RAW.key}@${HEX('a')}`, { value: 10 }]]),
    reasons: new Map([['b1', { shape: 1, 'type:x': 2 }]]),
    intents: new Map([['b1', intent()]]),
    registered: [{ folder: 'year=2013', values: ['2013'] }],
  };
}

/** Ids of the equations that do not hold, with their first difference. */
function broken(snapshot: LedgerSnapshot): Record<string, string> {
  return Object.fromEntries(
    ledgerEquationsOf(snapshot)
      .filter(({ holds }) => !holds)
      .map(({ id, differences }) => [id, `${differences[0]?.object}: ${differences[0]?.message}`]),
  );
}

function withHead(changes: Partial<BatchHead>): LedgerSnapshot {
  return {
    ...sound(),
    batches: [{ datasetId: 'd', batchId: 'b1', manifest: MANIFEST, batchHead: { ...HEAD, ...changes }, problems: [] }],
  };
}

describe('the equations of a lake', () => {
  it('all hold in a lake that is sound', () => {
    expect(broken(sound())).toEqual({});
    expect(ledgerEquationsOf(sound())).toHaveLength(12);
  });

  it.each<[string, LedgerSnapshot, Record<string, string>]>([
    [
      'a raw file without a decision',
      { ...sound(), versions: [VERSION, { ...VERSION, key: 'incoming/d/b.csv' }] },
      {
        'versions-decided':
          `raw/incoming/d/b.csv@${HEX('a')}: lies in raw, but the ledger has not seen it: its ` +
          'event was lost, or is on its way',
      },
    ],
    [
      'a raw file that was changed',
      { ...sound(), versions: [{ ...VERSION, versionId: HEX('b') }] },
      {
        'versions-decided':
          `raw/${RAW.key}@${HEX('b')}: lies in raw, but the ledger has not seen it: its event was ` +
          'lost, or is on its way',
      },
    ],
    [
      'a raw file that is gone',
      { ...sound(), versions: [] },
      {
        'versions-decided': `raw/${RAW.key}@${HEX('a')}: is SUCCEEDED in the ledger, but its version is gone from raw`,
      },
    ],
    [
      'a stray file',
      { ...sound(), data: [OBJECT(DATA), OBJECT({ ...DATA, key: 'd/x.parquet' })] },
      { 'data-objects': 'processed/d/x.parquet: is a stray: no committed batch head lists it' },
    ],
    [
      'a lost row',
      { ...sound(), footerRows: new Map([...sound().footerRows, [`processed/${DATA.key}`, { value: 7 }]]) },
      { 'data-rows': `processed/${DATA.key}: holds 7 rows, the batch head says 8: 1 lost` },
    ],
    [
      'a doubled row',
      { ...sound(), footerRows: new Map([...sound().footerRows, [`processed/${DATA.key}`, { value: 9 }]]) },
      { 'data-rows': `processed/${DATA.key}: holds 9 rows, the batch head says 8: 1 too many` },
    ],
    [
      'a record that never arrived',
      { ...sound(), records: new Map([[`raw/${RAW.key}@${HEX('a')}`, { value: 11 }]]) },
      { 'raw-records': 'batch b1: its raw files hold 11 records, its batch head says 10 rows in' },
    ],
    [
      'reasons that were lost',
      { ...sound(), reasons: new Map([['b1', { shape: 1, 'type:x': 1 }]]) },
      { reasons: 'batch b1: type:x: 1 rows in quarantine, the batch head says 2' },
    ],
    [
      'a partition that is not registered',
      { ...sound(), registered: [] },
      { partitions: 'd/year=2013: holds data, but is not registered in the catalog' },
    ],
    [
      'a partition too many',
      { ...sound(), registered: [...sound().registered, { folder: 'year=2014', values: ['2014'] }] },
      { partitions: 'd/year=2014: is registered in the catalog, but holds no committed file' },
    ],
    [
      'a partition under the values of another',
      { ...sound(), registered: [{ folder: 'year=2013', values: ['2099'] }] },
      { partitions: 'd/year=2013: is registered in the catalog as 2099, its values are 2013' },
    ],
    [
      'a folder that two partitions share',
      { ...sound(), registered: [...sound().registered, { folder: 'year=2013', values: ['2099'] }] },
      { partitions: 'd/year=2013: is registered twice in the catalog: a query reads it twice' },
    ],
    [
      'an intent that is gone',
      { ...sound(), intents: new Map() },
      { 'items-heads': 'control/d/batches/b1/1.intent.json: is missing or damaged, and its batch head lists files' },
    ],
    [
      'a batch head that lists what nobody announced',
      { ...sound(), intents: new Map([['b1', intent([file(DATA, 8)])]]) },
      { 'items-heads': 'control/d/batches/b1/1.intent.json: announces other files than its batch head lists' },
    ],
    [
      'counts that do not add up',
      withHead({
        counts: { rows_in: 11, accepted: 8, rejected: 2, duplicates: 0, by_reason: { shape: 1, 'type:x': 2 } },
      }),
      {
        'raw-records': 'batch b1: its raw files hold 10 records, its batch head says 11 rows in',
        'rows-in': 'batch b1: rows in 11, accepted 8 + rejected 2',
      },
    ],
  ])('tell of %s, and name it', (_, snapshot, expected) => {
    expect(broken(snapshot)).toMatchObject(expected);
  });

  it('tell of a missing file by its name, and of its rows', () => {
    const found = broken({ ...sound(), data: [], footerRows: new Map([[`quarantine/${BAD.key}`, { value: 2 }]]) });

    expect(found).toEqual({
      'data-objects': `processed/${DATA.key}: is missing: a committed batch head lists it`,
      'data-rows': `processed/${DATA.key}: is missing, and with it 8 rows`,
    });
  });

  it('tell of a batch that is not committed, with all that follows from it', () => {
    const found = broken(withHead({ state: 'running', files: [], quarantine_files: [], counts: null }));

    expect(found['items-heads']).toBe('batch b1: is SETTLED in the ledger, its batch head says running');
    expect(found['members-settled']).toBe(
      `raw/${RAW.key}@${HEX('a')}: is SUCCEEDED (batch b1) in the ledger, but no committed batch has loaded it`,
    );
    expect(found['data-objects']).toBe(`processed/${DATA.key}: is a stray: no committed batch head lists it`);
  });

  it('accept a failed batch whose files went into a later one', () => {
    const failed = {
      datasetId: 'd',
      batchId: 'b0',
      manifest: { ...MANIFEST, batch_id: 'b0' },
      batchHead: { ...HEAD, batch_id: 'b0', state: 'failed' as const },
      problems: [],
    };

    const items = new Map([...sound().items, ['b0', itemOf('b0', null)]]);

    expect(broken({ ...sound(), items, batches: [failed, ...sound().batches] })).toEqual({});
  });
});
