import type { BatchRecord, FileRecord, SlotRecord } from '@sluice/control-plane';
import type { BatchHead, Manifest } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import type { LedgerSnapshot } from '../snapshot.ts';
import { ledgerEquationsOf } from './index.ts';

const OBJECT = { bucket: 'raw', key: 'incoming/d/a.csv' };
const NAME = 'raw/incoming/d/a.csv@v1';

function file(changes: Partial<FileRecord> = {}): FileRecord {
  const own = {
    datasetId: 'd',
    ...OBJECT,
    versionId: 'v1',
    sizeBytes: 9,
    state: 'SUCCEEDED',
    batchId: 'b1',
    receivedAt: '2026-01-15T09:00:00Z',
  };
  return { ...own, ...changes } as FileRecord;
}

const item = (changes: Partial<BatchRecord> = {}) =>
  ({
    batchId: 'b1',
    datasetId: 'd',
    state: 'SETTLED',
    attempt: 1,
    slot: null,
    committedAt: '2026-01-15T09:05:00Z',
    ...changes,
  }) as BatchRecord;
const MANIFEST = {
  batch_id: 'b1',
  dataset_id: 'd',
  members: [{ ...OBJECT, version_id: 'v1', size: 9, queued: 1 }],
} as unknown as Manifest;
const HEAD = {
  batch_id: 'b1',
  dataset_id: 'd',
  state: 'committed',
  attempt: 1,
  files: [],
  quarantine_files: [],
  refused: [],
  counts: { rows_in: 0, accepted: 0, rejected: 0, duplicates: 0, by_reason: {} },
} as unknown as BatchHead;
const slot = (holder: string | null, number = 0, leaseUntil: string | null = null): SlotRecord => ({
  datasetId: 'd',
  slot: number,
  holder,
  leaseUntil,
});

function sound(changes: Partial<LedgerSnapshot> = {}): LedgerSnapshot {
  return {
    datasetId: 'd',
    at: '2026-01-15T10:00:00Z',
    versions: [{ ...OBJECT, versionId: 'v1', bytes: 9 }],
    files: [file()],
    batches: [{ datasetId: 'd', batchId: 'b1', manifest: MANIFEST, batchHead: HEAD, problems: [] }],
    items: new Map([['b1', item()]]),
    slots: [slot(null)],
    slotLimit: 2,
    keepsVersions: true,
    data: [],
    quarantine: [],
    footerRows: new Map(),
    records: new Map([[NAME, { value: 0 }]]),
    reasons: new Map(),
    intents: new Map(),
    registered: [],
    ...changes,
  };
}

function withHead(changes: Partial<BatchHead>): LedgerSnapshot['batches'] {
  return [{ datasetId: 'd', batchId: 'b1', manifest: MANIFEST, batchHead: { ...HEAD, ...changes }, problems: [] }];
}

/** Ids of the equations that do not hold, with their first difference. */
function broken(changes: Partial<LedgerSnapshot>): Record<string, string> {
  return Object.fromEntries(
    ledgerEquationsOf(sound(changes))
      .filter(({ holds }) => !holds)
      .map(({ id, differences }) => [id, `${differences[0]?.object}: ${differences[0]?.message}`]),
  );
}

describe('the equations of a lake with a ledger', () => {
  it('all hold in a lake that is sound', () => {
    expect(broken({})).toEqual({});
    expect(ledgerEquationsOf(sound())).toHaveLength(12);
  });

  it('ask for no object of a file that was refused because its object was gone', () => {
    const refused = (reason: string) => file({ versionId: 'v2', state: 'QUARANTINED', batchId: null, reason });

    expect(broken({ files: [file(), refused('key-missing')] })).toEqual({});
    expect(broken({ files: [file(), refused('not-text')] })).toEqual({
      'versions-decided': 'raw/incoming/d/a.csv@v2: is QUARANTINED in the ledger, but its version is gone from raw',
    });
  });

  it('ask for no object that a lake on folders has refused without keeping it', () => {
    const refused = (reason: string) => file({ versionId: 'v2', state: 'QUARANTINED', batchId: null, reason });

    for (const reason of ['key-overwritten', 'too-large']) {
      expect(broken({ files: [file(), refused(reason)], keepsVersions: false })).toEqual({});
      expect(Object.keys(broken({ files: [file(), refused(reason)] }))).toEqual(['versions-decided']);
    }
    expect(Object.keys(broken({ files: [file(), refused('not-text')], keepsVersions: false }))).toEqual([
      'versions-decided',
    ]);
  });

  it.each<[string, Partial<LedgerSnapshot>, Record<string, string>]>([
    [
      'a version that the ledger has not seen',
      { versions: [...sound().versions, { ...OBJECT, versionId: 'v2', bytes: 9 }] },
      {
        'versions-decided':
          'raw/incoming/d/a.csv@v2: lies in raw, but the ledger has not seen it: its event was lost, or is on its way',
      },
    ],
    [
      'a version that is gone',
      { versions: [] },
      { 'versions-decided': `${NAME}: is SUCCEEDED in the ledger, but its version is gone from raw` },
    ],
    [
      'a version of another size',
      { versions: [{ ...OBJECT, versionId: 'v1', bytes: 8 }] },
      { 'versions-decided': `${NAME}: has 8 bytes, the ledger says 9` },
    ],
    [
      'two items of one version',
      { files: [file(), file()] },
      { 'versions-decided': `${NAME}: has two items in the ledger, must have one` },
    ],
    [
      'a file that no batch has loaded',
      { batches: [], items: new Map(), records: new Map() },
      { 'members-settled': `${NAME}: is SUCCEEDED (batch b1) in the ledger, but no committed batch has loaded it` },
    ],
    [
      'a loaded file that still waits',
      { files: [file({ state: 'QUEUED', batchId: null })] },
      { 'members-settled': `${NAME}: was loaded by batch b1, but the ledger says QUEUED` },
    ],
    [
      'a file that is loaded twice',
      {
        batches: [
          ...withHead({}),
          { datasetId: 'd', batchId: 'b2', manifest: MANIFEST, batchHead: { ...HEAD, batch_id: 'b2' }, problems: [] },
        ],
        items: new Map([
          ['b1', item()],
          ['b2', item({ batchId: 'b2' })],
        ]),
      },
      { 'members-settled': `${NAME}: was loaded by batch b2, but the ledger says SUCCEEDED (batch b1)` },
    ],
    [
      'a file that runs in a batch that is over',
      { files: [file({ state: 'RUNNING' })] },
      { 'members-settled': `${NAME}: was loaded by batch b1, but the ledger says RUNNING (batch b1)` },
    ],
    [
      'an item that says more than its batch head',
      {
        items: new Map([['b1', item({ state: 'COMMITTED' })]]),
        batches: withHead({ state: 'running' }),
        files: [file({ state: 'RUNNING' })],
      },
      { 'items-heads': 'batch b1: is COMMITTED in the ledger, its batch head says running' },
    ],
    [
      'a batch that was settled as failed, and committed',
      { items: new Map([['b1', item({ committedAt: null })]]) },
      { 'items-heads': 'batch b1: was settled as failed, its batch head says committed' },
    ],
    [
      'a committed batch without an item',
      { items: new Map() },
      { 'items-heads': 'batch b1: its batch head is committed, but the ledger does not know it' },
    ],
    [
      'an open batch without documents',
      { items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'STARTED' })]]) },
      { 'items-heads': 'batch b2: is STARTED in the ledger, its batch head says none' },
    ],
    [
      'a slot of a batch that is over',
      { slots: [slot('b1')] },
      { 'slots-held': 'slot 0 of d: is held by batch b1, which is SETTLED' },
    ],
    ['a slot of nobody', { slots: [slot('b9')] }, { 'slots-held': 'slot 0 of d: is held by b9, which is no batch' }],
    [
      'two slots of one batch',
      {
        slots: [slot('b2', 0), slot('b2', 1)],
        items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'PREPARING' })]]),
        batches: [
          ...withHead({}),
          { datasetId: 'd', batchId: 'b2', manifest: MANIFEST, batchHead: undefined, problems: [] },
        ],
      },
      { 'slots-held': 'slot 1 of d: is the second slot of batch b2' },
    ],
  ])('%s is found', (_, changes, differences) => {
    expect(broken(changes)).toMatchObject(differences);
    expect(Object.keys(broken(changes))).toContain(Object.keys(differences)[0]);
  });

  it.each<[string, Partial<LedgerSnapshot>]>([
    [
      'a file that was seen while the lake was read',
      { files: [file(), file({ versionId: 'v9', state: 'RECEIVED', receivedAt: '2026-01-15T10:00:01Z' })] },
    ],
    [
      'an ignored file whose object was deleted',
      { files: [file(), file({ versionId: 'v9', state: 'IGNORED', batchId: null })] },
    ],
    [
      'a member between commit and settling',
      { files: [file({ state: 'RUNNING' })], items: new Map([['b1', item({ state: 'COMMITTED' })]]) },
    ],
    [
      'a batch that a dispatcher prepares',
      {
        items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'PREPARING' })]]),
        batches: [
          ...withHead({}),
          {
            datasetId: 'd',
            batchId: 'b2',
            manifest: MANIFEST,
            batchHead: undefined,
            problems: [{ file: 'control/x', message: 'it is missing' }],
          },
        ],
      },
    ],
    [
      'a manifest whose dispatcher died before the item',
      {
        batches: [
          ...withHead({}),
          { datasetId: 'd', batchId: 'b2', manifest: MANIFEST, batchHead: undefined, problems: [] },
        ],
      },
    ],
    ['a slot that a dispatcher holds for minutes', { slots: [slot('dispatcher', 0, '2026-01-15T10:02:00Z')] }],
    [
      'a member that was refused and then quarantined',
      {
        batches: withHead({ refused: [{ member: 0, ...OBJECT, version_id: 'v1', reason: 'empty', detail: '' }] }),
        files: [file({ state: 'QUARANTINED' })],
        records: new Map(),
      },
    ],
  ])('%s is as it must be', (_, changes) => {
    expect(broken(changes)).toEqual({});
  });
});
