import type { BatchRecord } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import { headOf, manifestOf } from '../read/documents.fixture.ts';
import { batchStory } from './batch-story.ts';
import { PLAN_DIGEST, reportOf, storyLake } from './stories.fixture.ts';

const MANIFEST = manifestOf({ plan_digest: PLAN_DIGEST });
const ID = MANIFEST.batch_id;
const RECORD: BatchRecord = {
  batchId: ID,
  datasetId: 'sales',
  state: 'STARTED',
  attempt: 2,
  slot: 0,
  files: 1,
  bytes: 9,
  lane: '',
  contractVersion: '1.0.0',
  planDigest: PLAN_DIGEST,
  codeDigest: 'c'.repeat(64),
  runDate: '2026-01-15',
  jobRunId: 'jr_2',
  createdAt: '2026-01-15T10:01:00.000Z',
  stateSince: '2026-01-15T10:02:00.000Z',
  committedAt: null,
  reason: null,
  detail: null,
  history: [],
  historyDropped: 0,
  revision: 1,
};

describe('the story of a batch', () => {
  it('is the ledger’s item, its documents, its slot and every attempt with the report that it left', async () => {
    const lake = storyLake();
    await lake.ledger.createBatch(RECORD);
    await lake.ledger.takeSlot({
      datasetId: 'sales',
      slots: 2,
      holder: 'dispatcher',
      now: '2026-01-15T10:00:00.000Z',
      leaseUntil: '2026-01-15T10:05:00.000Z',
    });
    await lake.ledger.bindSlot('sales', 0, 'dispatcher', ID);
    const report = reportOf(MANIFEST, 3, { outcome: 'failed', code: 'SLC5001', message: 'x', counts: null });
    lake.documents(MANIFEST, headOf(MANIFEST, { state: 'running', attempt: 2 }), report);

    const story = await batchStory(lake.target, ID);

    expect(story).toMatchObject({
      batchId: ID,
      batch: RECORD,
      manifest: MANIFEST,
      head: { state: 'running' },
      problems: [],
    });
    expect(story.slot).toMatchObject({ slot: 0, holder: ID });
    expect(story.attempts).toEqual([
      { attempt: 1, report },
      { attempt: 2, report: null },
    ]);
  });

  it('of which the ledger knows nothing is found by its manifest', async () => {
    const lake = storyLake();
    lake.documents(MANIFEST, headOf(MANIFEST));

    expect(await batchStory(lake.target, ID)).toMatchObject({ batch: null, slot: null, manifest: MANIFEST });
  });

  it('whose documents are gone says so', async () => {
    const lake = storyLake();
    await lake.ledger.createBatch({ ...RECORD, slot: null });

    const { batch, manifest, head: batchHead, problems } = await batchStory(lake.target, ID);

    expect({ id: batch?.batchId, manifest, head: batchHead }).toEqual({ id: ID, manifest: null, head: null });
    expect(problems.map(({ message }) => message)).toEqual(['it is missing', 'it is missing']);
  });

  it('that nobody knows is SLC8035', async () => {
    await expect(batchStory(storyLake().target, ID)).rejects.toMatchObject({
      code: 'SLC8035',
      message: `there is no batch ${ID}`,
    });
  });
});
