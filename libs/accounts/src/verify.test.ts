import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import type { Batch, StoredObject } from '@sluice/lake';
import { type BatchHead, batchId, type Intent, type Manifest } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { documentsOf, lakeSource } from './lake-source.fixture.ts';
import { readLedgerLake } from './read-ledger-snapshot.ts';
import { file, HEX, item } from './sound.fixture.ts';
import { verifyLake } from './verify.ts';

const DATA = { bucket: 'processed', key: 'da/year=2013/b1-1-0.parquet' };
const reading = { signal: new AbortController().signal, onBatch() {} };
const object = (bucket: string, key: string): StoredObject => ({ bucket, key, bytes: 1, digest: '' });
const version = (key: string) => ({ bucket: 'raw', key, versionId: 'v1', bytes: 9 });

/** A batch of `d` whose documents are whole, in some state. */
function batchOf(state: BatchHead['state']): Batch {
  const manifest: Manifest = {
    manifest_format: 1,
    batch_id: '',
    dataset_id: 'da',
    contract_version: '1.0.0',
    run_date: '2026-01-15',
    plan_digest: HEX('a'),
    code_digest: HEX('c'),
    replaces: [],
    quarantine_bucket: 'quarantine',
    catalog: null,
    members: [{ bucket: 'raw', key: 'incoming/da/a.csv', version_id: 'v1', size: 9, queued: 1 }],
  };
  const id = batchId(manifest);
  const batchHead: BatchHead = {
    head_format: 1,
    batch_id: id,
    dataset_id: 'da',
    counter: 1,
    state,
    attempt: 1,
    run_id: 'jr_1',
    run_date: manifest.run_date,
    plan_digest: manifest.plan_digest,
    files: [],
    quarantine_files: [],
    refused: [],
    counts: null,
    updated_at: '2026-01-15T10:00:00.000Z',
  };
  return { datasetId: 'da', batchId: id, manifest: { ...manifest, batch_id: id }, batchHead, problems: [] };
}

const announcing = (batch: Batch): Record<string, Intent> => ({
  [batch.batchId]: {
    intent_format: 1,
    batch_id: batch.batchId,
    attempt: 1,
    run_id: 'jr_1',
    closed: false,
    keys: [{ ...DATA, rows: 8, bytes: 1, digest: HEX('d') }],
  },
});

describe('a lake that is read', () => {
  it('has objects of no dataset as strays, in raw, table and quarantine', async () => {
    const source = lakeSource({
      versions: async () => ['incoming/da/a', 'incoming/x/a', 'incoming/da', 'a'].map(version),
      objects: async (bucket) => ['da/a', 'dab/a', 'a'].map((key) => object(bucket, key)),
    });

    expect((await readLedgerLake(source, reading)).strays).toEqual([
      'raw/incoming/x/a',
      'raw/incoming/da',
      'raw/a',
      'processed/dab/a',
      'processed/a',
      'quarantine/dab/a',
      'quarantine/a',
    ]);
  });

  it('hands every dataset its own, and none of one whose name begins alike', async () => {
    const source = lakeSource({
      datasets: async () => ['da', 'dab'],
      versions: async () => ['incoming/da/a', 'incoming/dab/a', 'incoming/dab/b'].map(version),
      objects: async (bucket) => ['da/a', 'dab/a', 'dab/b'].map((key) => object(bucket, key)),
    });

    const { snapshots, strays } = await readLedgerLake(source, reading);

    expect(
      snapshots.map(({ versions, data, quarantine }) => [versions.length, data.length, quarantine.length]),
    ).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(strays).toEqual([]);
  });

  it('names damaged documents that no dataset answers for', async () => {
    const lost = batchOf('committed');
    const documents = { ...documentsOf([]), batches: async () => [{ datasetId: 'x', batchId: lost.batchId }] };

    expect((await readLedgerLake(lakeSource({ documents }), reading)).lost).toEqual([
      { object: `control/x/batches/${lost.batchId}/manifest.json`, message: 'it is missing' },
      { object: `control/x/batches/${lost.batchId}/head.json`, message: 'it is missing' },
    ]);
  });

  it('does not look at what an open attempt has announced: it comes and goes until the commit', async () => {
    const batch = batchOf('running');
    const source = lakeSource({
      documents: documentsOf([batch], announcing(batch)),
      objects: async (bucket) => (bucket === 'processed' ? [object(bucket, DATA.key), object(bucket, 'da/stray')] : []),
      registered: async () =>
        new Map([
          [
            'da',
            [
              { folder: 'year=2013', values: ['2013'] },
              { folder: 'year=1999', values: ['1999'] },
            ],
          ],
        ]),
    });

    const [snapshot] = (await readLedgerLake(source, reading)).snapshots;

    expect(snapshot?.data.map(({ key }) => key)).toEqual(['da/stray']);
    expect(snapshot?.registered.map(({ folder }) => folder)).toEqual(['year=1999']);
  });

  it('looks at it once the attempt has failed: then it is a stray', async () => {
    const batch = batchOf('failed');
    const source = lakeSource({
      documents: documentsOf([batch], announcing(batch)),
      objects: async (bucket) => (bucket === 'processed' ? [object(bucket, DATA.key)] : []),
    });

    expect((await readLedgerLake(source, reading)).snapshots[0]?.data).toHaveLength(1);
  });

  it.each<[what: string, ledger: object, isMoving: boolean]>([
    ['whose batches are over', { openBatches: async () => [item({ state: 'SETTLED' })] }, false],
    ['whose batch was given back', { openBatches: async () => [item({ state: 'RELEASED' })] }, false],
    ['with a batch under way', { openBatches: async () => [item({ state: 'STARTED' })] }, true],
    [
      'with a file that nobody has decided about',
      {
        async *filesOf(): AsyncGenerator<FileRecord> {
          yield file({ state: 'RECEIVED' });
        },
      },
      true,
    ],
  ])('and %s moves: %s', async (_, ledger, isMoving) => {
    expect((await readLedgerLake(lakeSource({ ledger }), reading)).isMoving).toBe(isMoving);
  });
});

describe('a lake that is verified', () => {
  /** A lake with a stray, whose batch is under way for so many looks; the stray is gone at the given look. */
  const looking = ({ movingLooks = 0, strayLooks = Number.POSITIVE_INFINITY }) => {
    let looks = 0;
    const source = lakeSource({
      versions: async () => {
        looks += 1;
        return [];
      },
      objects: async (bucket) => (bucket === 'processed' && looks <= strayLooks ? [object(bucket, 'x/a')] : []),
      ledger: {
        openBatches: async (): Promise<readonly BatchRecord[]> =>
          looks <= movingLooks ? [item({ state: 'PREPARING', committedAt: null })] : [],
      },
    });
    return { source, looks: () => looks };
  };

  it('holds when every equation does, and has those of its datasets and those of the whole', async () => {
    const { equations, datasets, holds, isMoving } = await verifyLake(lakeSource(), reading);

    expect({ datasets, holds, isMoving }).toEqual({ datasets: ['da'], holds: true, isMoving: false });
    expect(equations.map(({ id }) => id)).toContain('strays');
    expect(equations.map(({ id }) => id)).not.toContain('half-written');
  });

  it('at rest is looked at once: what differs, differs', async () => {
    const { source, looks } = looking({});

    expect(await verifyLake(source, reading)).toMatchObject({ holds: false, isMoving: false });
    expect(looks()).toBe(1);
  });

  it('at work is looked at again, until it holds', async () => {
    const { source, looks } = looking({ movingLooks: 1, strayLooks: 1 });

    expect(await verifyLake(source, reading)).toMatchObject({ holds: true });
    expect(looks()).toBe(2);
  });

  it('that never rests is looked at three times, and is said to move', async () => {
    const { source, looks } = looking({ movingLooks: 9 });

    expect(await verifyLake(source, reading)).toMatchObject({ holds: false, isMoving: true });
    expect(looks()).toBe(3);
  });

  it.each([
    [[], true],
    [['control/.tmp/x'], false],
  ])('with the half-written files %j on folders holds: %s', async (left, holds) => {
    const { equations } = await verifyLake(lakeSource({ halfWritten: async () => left }), reading);

    expect(equations.find(({ id }) => id === 'half-written')).toMatchObject({
      holds,
      differences: left.map((name) => ({ object: name })),
    });
  });
});
