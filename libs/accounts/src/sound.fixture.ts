import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import type { BatchHead, CommittedFile, Intent, Manifest } from '@sluice/protocol';
import type { LedgerSnapshot } from './snapshot.ts';

export const HEX = (letter: string): string => letter.repeat(64);
export const RAW = { bucket: 'raw', key: 'incoming/d/a.csv' };
export const DATA = { bucket: 'processed', key: 'd/year=2013/b1-1-0.parquet' };
export const BAD = { bucket: 'quarantine', key: 'd/run_date=2026-01-15/b1-1-0.parquet' };
/** How the one file, its data and its rejected rows are named to people. */
export const NAMES = { file: `raw/${RAW.key}@v1`, data: `processed/${DATA.key}`, bad: `quarantine/${BAD.key}` };

/** A file of a commit. */
export function committedFile(
  place: { readonly bucket: string; readonly key: string },
  rows: number,
  partition: Readonly<Record<string, string>> = {},
): CommittedFile {
  return { ...place, rows, bytes: 100, digest: HEX('d'), partition, columns: {}, footer_bytes: 10 };
}

export const MANIFEST = {
  batch_id: 'b1',
  dataset_id: 'd',
  plan_digest: HEX('p'),
  members: [{ ...RAW, version_id: 'v1', size: 9, queued: 1 }],
} as unknown as Manifest;

export const HEAD = {
  batch_id: 'b1',
  dataset_id: 'd',
  state: 'committed',
  attempt: 1,
  files: [committedFile(DATA, 8, { year: '2013' })],
  quarantine_files: [committedFile(BAD, 2)],
  refused: [],
  counts: { rows_in: 10, accepted: 8, rejected: 2, duplicates: 0, by_reason: { shape: 2 } },
} as unknown as BatchHead;

/** The batch with some of its batch head changed. */
export function batches(changes: Partial<BatchHead> = {}): LedgerSnapshot['batches'] {
  return [{ datasetId: 'd', batchId: 'b1', manifest: MANIFEST, batchHead: { ...HEAD, ...changes }, problems: [] }];
}

/** The ledger's item of a batch. */
export function item(changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    batchId: 'b1',
    datasetId: 'd',
    state: 'SETTLED',
    attempt: 1,
    slot: null,
    committedAt: '2026-01-15T00:05:00Z',
    ...changes,
  } as BatchRecord;
}

/** The ledger's item of the file. */
export function file(changes: Partial<FileRecord> = {}): FileRecord {
  return {
    datasetId: 'd',
    ...RAW,
    versionId: 'v1',
    sizeBytes: 9,
    state: 'SUCCEEDED',
    batchId: 'b1',
    reason: null,
    receivedAt: '2026-01-15T00:00:00Z',
    ...changes,
  } as FileRecord;
}

/** What the attempt announced: all that its batch head lists. */
export const INTENT = {
  intent_format: 1,
  batch_id: 'b1',
  attempt: 1,
  run_id: 'r',
  closed: false,
  keys: [...HEAD.files, ...HEAD.quarantine_files],
} as Intent;

/** A dataset of one file, one batch, one partition and two rejected rows, in which everything holds. */
export function sound(changes: Partial<LedgerSnapshot> = {}): LedgerSnapshot {
  return {
    datasetId: 'd',
    at: '2026-01-16T00:00:00Z',
    files: [file()],
    items: new Map([['b1', item()]]),
    slots: [],
    slotLimit: 2,
    keepsVersions: true,
    batches: batches(),
    versions: [{ ...RAW, versionId: 'v1', bytes: 9 }],
    data: [{ ...DATA, bytes: 100, digest: HEX('d') }],
    quarantine: [{ ...BAD, bytes: 100, digest: HEX('d') }],
    footerRows: new Map([
      [NAMES.data, { value: 8 }],
      [NAMES.bad, { value: 2 }],
    ]),
    records: new Map([[NAMES.file, { value: 10 }]]),
    reasons: new Map([['b1', { shape: 2 }]]),
    intents: new Map([['b1', INTENT]]),
    registered: [{ folder: 'year=2013', values: ['2013'] }],
    ...changes,
  };
}
