import type { Contract } from '@sluice/contract';
import { describe, expect, it } from 'vitest';
import { headOf, manifestOf } from '../read/documents.fixture.ts';
import { mayShowRows, storyOf } from './file-story.ts';
import { CSV, PLAN_DIGEST, reportOf, storyLake } from './stories.fixture.ts';

const MANIFEST = manifestOf({ plan_digest: PLAN_DIGEST });
const loaded = { batchId: MANIFEST.batch_id, committedAt: '2026-01-15T10:05:00.000Z' };
const LOADED = ['QUEUED', 'RUNNING', 'SUCCEEDED'] as const;

describe('the story of a refused file', () => {
  it('names the header cell that is at fault', async () => {
    const lake = storyLake();
    const change = {
      reason: 'unknown-column',
      detail: 'no column is read from "sold_at"',
      place: { line: 1, offset: 0 },
    };

    const { at, badRows, outcome } = await storyOf(lake.target, await lake.file(['QUARANTINED'], change));

    expect({ at, badRows, outcome }).toEqual({ at: { line: 1, column: 17 }, badRows: [], outcome: null });
  });

  it('shows its first bad rows when it was refused for them, each with the place of the bad cell', async () => {
    const lake = storyLake();
    const change = { reason: 'bad-ratio', detail: '2 of 3', place: { line: 3, offset: CSV.indexOf('2;ES') } };

    const { at, badRows } = await storyOf(lake.target, await lake.file(['QUARANTINED'], change));

    expect(at).toEqual({ line: 3, column: 1 });
    expect(badRows).toEqual([
      {
        record: 2,
        at: { line: 3, column: 1 },
        reasons: [{ reason: 'type:amount', header: 'amount', at: { line: 3, column: 27 } }],
      },
      {
        record: 3,
        at: { line: 4, column: 1 },
        reasons: [{ reason: 'pattern:country', header: 'country', at: { line: 4, column: 3 } }],
      },
    ]);
  });

  it('still knows the line when the object is gone', async () => {
    const lake = storyLake();
    const file = await lake.file(['QUARANTINED'], { reason: 'bad-ratio', place: { line: 7, offset: 99 } }, null);

    expect(await storyOf(lake.target, file)).toMatchObject({ at: { line: 7, column: 1 }, badRows: [] });
  });

  it('does not read an object that is too large to look into', async () => {
    const lake = storyLake();
    const change = { reason: 'bad-ratio', place: { line: 3, offset: 1 } };
    const file = await lake.file(['QUARANTINED'], change, CSV, { sizeBytes: 128 * 1024 * 1024 + 1 });

    expect(await storyOf(lake.target, file)).toMatchObject({ at: { line: 3, column: 1 }, badRows: [] });
    expect(lake.asked.filter((line) => line.includes('incoming/'))).toEqual([]);
  });

  it('has no place when intake found none', async () => {
    const lake = storyLake();

    expect(
      await storyOf(lake.target, await lake.file(['QUARANTINED'], { reason: 'empty', place: null })),
    ).toMatchObject({
      at: null,
      badRows: [],
      outcome: null,
      duplicates: { count: 0 },
    });
  });
});

describe('the story of a loaded file', () => {
  it('tells where its rows went, and how many it had', async () => {
    const lake = storyLake();
    const batchHead = headOf(MANIFEST);
    lake.documents(MANIFEST, batchHead, reportOf(MANIFEST, 3));

    const { outcome } = await storyOf(lake.target, await lake.file(LOADED, loaded));

    expect(outcome).toEqual({
      records: 3,
      rejected: { count: 0, byReason: {}, rows: [] },
      files: batchHead.files,
      quarantineFiles: [],
      members: 1,
    });
  });

  it('without a report does not know how many', async () => {
    const lake = storyLake();
    lake.documents(MANIFEST, headOf(MANIFEST));

    expect((await storyOf(lake.target, await lake.file(LOADED, loaded))).outcome).toMatchObject({ records: null });
  });

  it.each([
    ['whose batch head is not committed', headOf(MANIFEST, { state: 'running' })],
    ['whose batch head is gone', undefined],
  ])('%s has no outcome: the batch head alone says what was committed', async (_, batchHead) => {
    const lake = storyLake();
    lake.documents(MANIFEST, batchHead);

    expect((await storyOf(lake.target, await lake.file(LOADED, loaded))).outcome).toBeNull();
  });

  it('that is still under way has none', async () => {
    const lake = storyLake();
    lake.documents(MANIFEST, headOf(MANIFEST));
    const file = await lake.file(['QUEUED', 'RUNNING'], { batchId: MANIFEST.batch_id });

    expect((await storyOf(lake.target, file)).outcome).toBeNull();
  });
});

describe('rows of a dataset', () => {
  const contractOf = (...columns: readonly object[]) =>
    ({ columns: columns.map((column) => ({ schema: { 'x-column': column } })) }) as unknown as Contract;

  it.each([
    ['are shown when no column is personal', contractOf({ type: 'int' }, { type: 'string' }), true],
    ['are not when one is', contractOf({ type: 'int' }, { type: 'string', pii: 'direct' }), false],
    ['are not when the dataset is not in this checkout', undefined, false],
  ])('%s', (_, contract, expected) => {
    expect(mayShowRows(contract)).toBe(expected);
  });
});
