import { createMemoryLedger, type SlotRecord } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import { objectVersion, refused } from '../testing.fixture.ts';
import { wholeDocuments } from './batches.ts';
import { countedByReason, filesOf, refusedFiles, waitingFiles, waitingOf } from './files.ts';
import { heldOf } from './slots.ts';

const AT = '2026-01-15T10:10:00.000Z';

describe('files of a dataset', () => {
  it('are all that the ledger knows, or those of one state', async () => {
    const ledger = createMemoryLedger();
    await refused(ledger, objectVersion({ key: 'incoming/sales/a.csv', versionId: 'v-1' }), 'empty');
    await ledger.receive(objectVersion({ key: 'incoming/sales/b.csv', versionId: 'v-2' }), AT);

    expect((await filesOf(ledger, 'sales')).map(({ state }) => state).sort()).toEqual(['QUARANTINED', 'RECEIVED']);
    expect((await filesOf(ledger, 'sales', 'RECEIVED')).map(({ key }) => key)).toEqual(['incoming/sales/b.csv']);
    expect(await filesOf(ledger, 'flights')).toEqual([]);
  });

  it('that were refused are listed the latest first, of several datasets, for one reason', async () => {
    const ledger = createMemoryLedger();
    const add = (datasetId: string, name: string, reason: string, minute: number) =>
      refused(
        ledger,
        objectVersion({ datasetId, key: `incoming/${datasetId}/${name}`, versionId: `v-${name}` }),
        reason,
        `2026-01-15T10:0${minute}:00.000Z`,
      );
    await add('sales', 'a', 'empty', 1);
    await add('flights', 'b', 'empty', 3);
    await add('sales', 'c', 'too-large', 2);

    const files = await refusedFiles(ledger, ['sales', 'flights']);

    expect(files.map(({ key }) => key.at(-1))).toEqual(['b', 'c', 'a']);
    expect(countedByReason(files)).toEqual({ empty: 2, 'too-large': 1 });
    expect(Object.keys(countedByReason([...files].reverse()))).toEqual(['empty', 'too-large']);
    expect((await refusedFiles(ledger, ['sales'], 'too-large')).map(({ key }) => key.at(-1))).toEqual(['c']);
    expect(await refusedFiles(ledger, [])).toEqual([]);
  });

  it('that wait are counted up to a limit, from the oldest', async () => {
    const pending = [
      { ...objectVersion(), sizeBytes: 5, queued: 1, lane: '', planDigest: 'p', queuedAt: '2026-01-15T10:00:00.000Z' },
      { ...objectVersion(), sizeBytes: 7, queued: 1, lane: '', planDigest: 'p', queuedAt: '2026-01-15T10:09:00.000Z' },
    ];

    expect(waitingOf(pending, AT, 2)).toEqual({ files: 2, bytes: 12, more: true, oldestSeconds: 600 });
    expect(waitingOf(pending, AT, 3).more).toBe(false);
    expect(await waitingFiles(createMemoryLedger(), 'sales', AT)).toEqual({
      files: 0,
      bytes: 0,
      more: false,
      oldestSeconds: null,
    });
  });
});

it('a slot whose hold has run out is taken, but keeps nobody from it', () => {
  const slot = (changes: Partial<SlotRecord>): SlotRecord => ({
    datasetId: 'sales',
    slot: 0,
    holder: 'x',
    leaseUntil: null,
    ...changes,
  });

  expect(
    heldOf(
      [
        slot({ holder: null }),
        slot({}),
        slot({ leaseUntil: '2026-01-15T10:00:00.000Z' }),
        slot({ leaseUntil: '2026-01-15T10:09:59.999Z' }),
        slot({ leaseUntil: '2026-01-15T11:00:00.000Z' }),
      ],
      AT,
    ),
  ).toEqual({ taken: 4, busy: 2 });
});

it('a batch that must be whole is said to be damaged, with the document', () => {
  const problems = [{ file: 'control/sales/batches/b/head.json', message: 'it is missing' }];

  expect(() =>
    wholeDocuments({ datasetId: 'sales', batchId: 'b', manifest: undefined, batchHead: undefined, problems }),
  ).toThrow(expect.objectContaining({ code: 'SLC8009', message: 'it is missing' }));
});
