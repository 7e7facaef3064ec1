import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesPrefix, batchHeadKey, intentKey, lakeNames, manifestKey } from '@sluice/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lakeAt } from '../folder/layout.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { committedFile, headOf, manifestOf } from './documents.fixture.ts';
import {
  type Batch,
  committedFilesOf,
  folderDocuments,
  readBatchesFrom,
  readBatchFrom,
  readIntentFrom,
  readReportFrom,
} from './documents.ts';
import { bucketDocuments } from './target-documents.ts';

const names = lakeNames({ account: '000000000000', region: 'us-east-1' });
const MANIFEST = manifestOf();
const HEAD = headOf(MANIFEST);
const ID = MANIFEST.batch_id;
const NAME = { datasetId: 'sales', batchId: ID };
const MANIFEST_FILE = `${names.controlBucket}/${manifestKey('sales', ID)}`;
const HEAD_FILE = `${names.controlBucket}/${batchHeadKey('sales', ID)}`;

/** What is read of a batch of which these documents lie in the control bucket; undefined: none does. */
async function read(manifest: unknown, head: unknown): Promise<Batch> {
  const objects = memoryObjects();
  const put = (key: string, document: unknown) => {
    if (document === undefined) return;
    objects.put(names.controlBucket, key, typeof document === 'string' ? document : JSON.stringify(document));
  };
  put(manifestKey('sales', ID), manifest);
  put(batchHeadKey('sales', ID), head);
  return readBatchFrom(bucketDocuments({ s3: objects.s3, names }), NAME);
}

describe('a batch', () => {
  it('whose documents agree has no problem', async () => {
    expect(await read(MANIFEST, HEAD)).toEqual({ ...NAME, manifest: MANIFEST, batchHead: HEAD, problems: [] });
  });

  it.each<[what: string, manifest: unknown, head: unknown, file: string, message: string | RegExp]>([
    ['without a manifest', undefined, HEAD, MANIFEST_FILE, 'it is missing'],
    ['without a batch head', MANIFEST, undefined, HEAD_FILE, 'it is missing'],
    ['whose manifest was cut off', '{"manifest_format": 1', HEAD, MANIFEST_FILE, 'it is not JSON'],
    ['whose batch head is another document', MANIFEST, MANIFEST, HEAD_FILE, /^it is no batch head: /],
    [
      'whose manifest lacks a field',
      { ...MANIFEST, members: undefined },
      HEAD,
      MANIFEST_FILE,
      /^it is no .*manifest: /,
    ],
    [
      'whose manifest is of another dataset',
      manifestOf({ dataset_id: 'flights' }),
      undefined,
      MANIFEST_FILE,
      'it is of dataset flights, and lies under sales',
    ],
    [
      'whose manifest was changed',
      { ...MANIFEST, members: MANIFEST.members.map((member) => ({ ...member, queued: 2 })) },
      HEAD,
      MANIFEST_FILE,
      'its members, plan and code give another batch id: it was changed',
    ],
    [
      'whose batch head is that of another',
      MANIFEST,
      { ...HEAD, batch_id: 'a'.repeat(24) },
      HEAD_FILE,
      `it is the batch head of batch ${'a'.repeat(24)}`,
    ],
    [
      'whose batch head is of another dataset',
      MANIFEST,
      { ...HEAD, dataset_id: 'flights' },
      HEAD_FILE,
      "its dataset_id is flights, the manifest's is sales",
    ],
    [
      'whose batch head has another plan',
      MANIFEST,
      { ...HEAD, plan_digest: 'e'.repeat(64) },
      HEAD_FILE,
      `its plan_digest is ${'e'.repeat(64)}, the manifest's is ${MANIFEST.plan_digest}`,
    ],
    [
      'whose batch head lists a file of another bucket',
      MANIFEST,
      { ...HEAD, files: [committedFile('sales/x.parquet', { bucket: 'somebody-else' })] },
      HEAD_FILE,
      'it names an object outside the lake: somebody-else/sales/x.parquet',
    ],
    [
      'whose batch head lists a quarantine file of another bucket',
      MANIFEST,
      { ...HEAD, quarantine_files: [committedFile('sales/x.parquet', { bucket: 'somebody-else' })] },
      HEAD_FILE,
      'it names an object outside the lake: somebody-else/sales/x.parquet',
    ],
    [
      'whose member lies in another bucket',
      manifestOf({ members: MANIFEST.members.map((member) => ({ ...member, bucket: 'somebody-else' })) }),
      HEAD,
      MANIFEST_FILE,
      'it names an object outside the lake: somebody-else/incoming/sales/a.csv',
    ],
  ])('%s is told of, with the document', async (_, manifest, head, file, message) => {
    const { problems } = await read(manifest, head);

    expect(problems).toContainEqual({
      file,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('that names an object outside the lake has no documents: nobody reads what it names', async () => {
    const batchHead = { ...HEAD, files: [committedFile('sales/x.parquet', { bucket: 'somebody-else' })] };

    expect(await read(MANIFEST, batchHead)).toMatchObject({ manifest: undefined, batchHead: undefined });
  });

  it('of which one document is damaged still has the other', async () => {
    expect(await read('damaged', HEAD)).toMatchObject({ manifest: undefined, batchHead: HEAD });
    expect(await read(MANIFEST, 'damaged')).toMatchObject({ manifest: MANIFEST, batchHead: undefined });
  });
});

describe('files of the committed batch heads', () => {
  const batchOf = (datasetId: string, key: string, state: 'committed' | 'failed' | 'running' = 'committed'): Batch => {
    const manifest = manifestOf({ dataset_id: datasetId });
    return {
      datasetId,
      batchId: manifest.batch_id,
      manifest,
      batchHead: headOf(manifest, { state, files: [committedFile(key)] }),
      problems: [],
    };
  };

  it('are gathered by table, and those of no other batch head', () => {
    const batches = [
      batchOf('sales', 'sales/1'),
      batchOf('flights', 'flights/1'),
      batchOf('sales', 'sales/2'),
      batchOf('sales', 'sales/3', 'failed'),
      batchOf('sales', 'sales/4', 'running'),
      { ...batchOf('sales', 'sales/5'), batchHead: undefined },
    ];

    const files = committedFilesOf(batches);

    expect(Object.fromEntries(Object.entries(files).map(([table, own]) => [table, own.map(({ key }) => key)]))).toEqual(
      { sales: ['sales/1', 'sales/2'], flights: ['flights/1'] },
    );
  });

  it('are gathered of a dataset whatever it is called', () => {
    expect(committedFilesOf([batchOf('constructor', 'constructor/1')])['constructor']).toHaveLength(1);
  });
});

describe('documents in a bucket', () => {
  it('are found under every dataset, in the order of their batches, to the last page', async () => {
    const objects = memoryObjects();
    const put = (key: string) => objects.put(names.controlBucket, key, '{}');
    for (const [dataset, batch] of [
      ['sales', 'c'],
      ['flights', 'b'],
      ['baggage', 'd'],
      ['sales', 'a'],
      ['sales', 'e'],
    ] as const)
      put(batchHeadKey(dataset, batch));
    put('sales/plans/x.json');
    put('code/x/main.py');

    const found = await bucketDocuments({ s3: objects.s3, names }).batches();

    expect(found.map(({ datasetId, batchId }) => `${datasetId} ${batchId}`)).toEqual([
      'sales a',
      'flights b',
      'sales c',
      'baggage d',
      'sales e',
    ]);
  });

  it('may name what lies in the raw, processed and quarantine buckets alone', () => {
    const { holds } = bucketDocuments({ s3: memoryObjects().s3, names });

    expect([names.rawBucket, names.processedBucket, names.quarantineBucket].map((name) => holds(name, 'x'))).toEqual([
      true,
      true,
      true,
    ]);
    expect([names.controlBucket, 'other', ''].map((name) => holds(name, 'x'))).toEqual([false, false, false]);
  });
});

describe('documents in a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-documents-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (key: string, text: string) => {
    mkdirSync(join(root, 'control', key, '..'), { recursive: true });
    writeFileSync(join(root, 'control', key), text);
  };

  it('are read as those of a bucket are; files that lie beside batches are none', async () => {
    const manifest = manifestOf({
      members: [{ bucket: 'raw', key: 'incoming/sales/a.csv', version_id: 'v', size: 9, queued: 1 }],
    });
    write(manifestKey('sales', manifest.batch_id), JSON.stringify(manifest));
    write(`${batchesPrefix('sales')}note.txt`, 'x');
    mkdirSync(join(root, 'control', batchHeadKey('sales', manifest.batch_id)));

    const [batch, ...others] = await readBatchesFrom(folderDocuments(lakeAt(root)));

    expect(others).toEqual([]);
    expect(batch).toMatchObject({ datasetId: 'sales', batchId: manifest.batch_id, manifest });
    expect(batch?.problems).toEqual([
      { file: `control/${batchHeadKey('sales', manifest.batch_id)}`, message: 'it is a folder' },
    ]);
  });

  it('are none where there is no lake', async () => {
    expect(await readBatchesFrom(folderDocuments(lakeAt(join(root, 'nothing'))))).toEqual([]);
  });

  it('may not name what leaves the lake', () => {
    const { holds } = folderDocuments(lakeAt(root));

    expect(holds('raw', 'incoming/sales/a.csv')).toBe(true);
    expect(holds('raw', '../../etc/passwd')).toBe(false);
  });
});

it('an intent or a report that is missing or damaged is none', async () => {
  const objects = memoryObjects();
  const source = bucketDocuments({ s3: objects.s3, names });
  const intent = { intent_format: 1, batch_id: ID, attempt: 1, run_id: 'jr_1', closed: false, keys: [] };
  objects.put(names.controlBucket, intentKey('sales', ID, 1), JSON.stringify(intent));
  objects.put(names.controlBucket, intentKey('sales', ID, 2), '{}');

  expect(await readIntentFrom(source, NAME, 1)).toEqual(intent);
  expect(await readIntentFrom(source, NAME, 2)).toBeUndefined();
  expect(await readIntentFrom(source, NAME, 3)).toBeUndefined();
  expect(await readReportFrom(source, NAME, 1)).toBeUndefined();
});
