import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { committedFile, headOf, manifestOf } from '../read/documents.fixture.ts';
import { storyOf } from './file-story.ts';
import { rowStory } from './row-story.ts';
import { PLAN_DIGEST, reportOf, storyLake } from './stories.fixture.ts';

const MANIFEST = manifestOf({ plan_digest: PLAN_DIGEST });
const LOADED = ['QUEUED', 'RUNNING', 'SUCCEEDED'] as const;
const loaded = { batchId: MANIFEST.batch_id, committedAt: '2026-01-15T10:05:00.000Z' };

/** A quarantine file as Spark writes it: rejected rows by key, version, index and reasons. */
async function quarantineFile(rows: readonly (readonly [key: string, index: number, ...reasons: string[]])[]) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rows-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const structs = rows.map(
      ([key, index, ...reasons]) =>
        `SELECT {'key': '${key}', 'version_id': 'v-0000000000000001', 'split_start': 0::BIGINT, 'record_index': ` +
        `${index}::BIGINT, 'reasons': [${reasons.map((reason) => `'${reason}'`).join(', ')}], 'raw': 'x'} AS _rejected`,
    );
    await connection.run(`COPY (${structs.join(' UNION ALL ')}) TO '${folder}/x.parquet' (FORMAT parquet)`);
    return readFileSync(join(folder, 'x.parquet'));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A lake whose file was loaded; the job refused its second record, and its first one as a duplicate. */
async function loadedLake() {
  const lake = storyLake();
  const bucket = lake.names.quarantineBucket;
  const key = `sales/run_date=2026-01-15/${MANIFEST.batch_id}-1-0.parquet`;
  const own = 'incoming/sales/a.csv';
  lake.put(
    bucket,
    key,
    await quarantineFile([
      [own, 1, 'type:amount'],
      [own, 0, 'duplicate'],
      ['incoming/sales/other.csv', 2, 'shape'],
    ]),
  );
  lake.documents(
    MANIFEST,
    headOf(MANIFEST, { quarantine_files: [committedFile(key, { bucket, rows: 3 })] }),
    reportOf(MANIFEST, 3),
  );
  return { lake, file: await lake.file(LOADED, loaded) };
}

describe('one record of a file', () => {
  it('that the contract accepts, of a file that is committed, is in the table', async () => {
    const { lake, file } = await loadedLake();

    const { record, line, went, cells, reasons } = await rowStory(lake.target, file, 3);

    expect({ record, line, went }).toEqual({ record: 3, line: 4, went: 'table' });
    expect(cells[0]).toEqual({ header: 'sale_id', text: '3' });
    // By the contract its country is none; what the job has decided is what counts for where it went.
    expect(reasons).toMatchObject([{ reason: 'pattern:country' }]);
  });

  it('that was rejected is in quarantine, with the place of the cell', async () => {
    const { lake, file } = await loadedLake();

    expect(await rowStory(lake.target, file, 2)).toMatchObject({
      went: 'quarantine',
      reasons: [{ reason: 'type:amount', header: 'amount', at: { line: 3, column: 27 } }],
    });
  });

  it('has the reasons that only the job knows: a duplicate is one beside other files', async () => {
    const { lake, file } = await loadedLake();

    expect(await rowStory(lake.target, file, 1)).toMatchObject({
      went: 'quarantine',
      reasons: [{ reason: 'duplicate', header: null, at: { line: 2, column: 1 } }],
    });
  });

  it('of a file that is not committed went nowhere yet', async () => {
    const lake = storyLake();

    expect(await rowStory(lake.target, await lake.file(['QUEUED']), 2)).toMatchObject({
      went: null,
      reasons: [{ reason: 'type:amount' }],
    });
  });

  it('of a file whose batch is committed and not yet settled went nowhere that the ledger tells of', async () => {
    const lake = storyLake();
    lake.documents(MANIFEST, headOf(MANIFEST));
    const file = await lake.file(['QUEUED', 'RUNNING'], { batchId: MANIFEST.batch_id });

    expect((await rowStory(lake.target, file, 2)).went).toBeNull();
  });

  it('that the file has not is SLC8038', async () => {
    const lake = storyLake();
    const file = await lake.file(['QUEUED']);

    await expect(rowStory(lake.target, file, 4)).rejects.toMatchObject({
      code: 'SLC8038',
      message: 'incoming/sales/a.csv, record 4: the file has no such record',
    });
  });

  it('of a file whose object is gone is SLC8038', async () => {
    const lake = storyLake();
    const file = await lake.file(['QUEUED'], {}, null);

    await expect(rowStory(lake.target, file, 1)).rejects.toMatchObject({
      code: 'SLC8038',
      message: expect.stringContaining('cannot be read here'),
    });
  });
});

it('a loaded file tells its rejected rows, its own alone, in the order of the file', async () => {
  const { lake, file } = await loadedLake();

  const { outcome } = await storyOf(lake.target, file);

  expect(outcome?.rejected).toMatchObject({
    count: 2,
    byReason: { duplicate: 1, 'type:amount': 1 },
    rows: [
      { record: 1, at: { line: 2, column: 1 }, reasons: [{ reason: 'duplicate', header: null, at: null }] },
      { record: 2, at: { line: 3, column: 1 }, reasons: [{ reason: 'type:amount', header: 'amount' }] },
    ],
  });
});
