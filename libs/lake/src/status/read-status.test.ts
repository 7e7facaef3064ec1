import { type BatchRecord, createMemoryLedger, type Ledger } from '@sluice/control-plane';
import { manifestKey } from '@sluice/protocol';
import { expect, test } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { manifestOf } from '../read/documents.fixture.ts';
import { memoryTarget, objectVersion, refused } from '../testing.fixture.ts';
import { statusReader } from './read-status.ts';

const NOW = new Date('2026-01-15T10:00:00.000Z');
const FORGOTTEN = [{ dataset: 'old_orders', stack: 'sluice-dataset-old-orders' }];

/** A target whose datasets are deployed and at rest. */
function readableTarget(datasets: readonly string[], ledger: Ledger = createMemoryLedger()): Target {
  const config = JSON.stringify({ contractVersion: '1.0.0', status: 'active', slots: 2 });
  return {
    ...memoryTarget(ledger, datasets),
    lambda: { send: async () => ({ Environment: { Variables: { SLUICE_CONFIG: config } } }) },
    cloudwatch: { send: async () => ({ MetricAlarms: [] }) },
  } as unknown as Target;
}

test.each([
  ['a dataset that has left it', ['sales', 'new_orders'], FORGOTTEN],
  ['none when all are in it', ['old_orders', 'sales'], []],
  ['none when it is not known', undefined, []],
])('deployed beside the registry is %s', async (_, registered, orphans) => {
  const reader = statusReader(readableTarget(['old_orders', 'sales']), undefined, registered, () => NOW);

  expect((await reader.read()).orphans).toEqual(orphans);
});

const MEMBER = objectVersion();
const batch = (changes: Partial<BatchRecord>): BatchRecord => ({
  batchId: 'b1',
  datasetId: 'sales',
  state: 'STARTED',
  attempt: 1,
  slot: null,
  files: 1,
  bytes: 812,
  lane: '',
  contractVersion: '1.0.0',
  planDigest: 'p',
  codeDigest: 'c',
  runDate: '2026-01-15',
  jobRunId: 'jr_1',
  createdAt: '2026-01-15T09:50:00.000Z',
  stateSince: '2026-01-15T09:58:00.000Z',
  committedAt: null,
  reason: null,
  detail: null,
  history: [],
  historyDropped: 0,
  revision: 1,
  ...changes,
});

test('a dataset stands as ledger, queues and catalog say, all at one moment', async () => {
  const ledger = createMemoryLedger();
  await refused(ledger, objectVersion({ key: 'incoming/sales/bad.csv', versionId: 'v-2' }), 'empty');
  await ledger.createBatch(batch({}));
  const target = readableTarget(['sales'], ledger);

  const { at, datasets, alarms } = await statusReader(target, undefined, undefined, () => NOW).read();

  expect({ at, alarms }).toEqual({ at: NOW.toISOString(), alarms: [] });
  expect(datasets).toMatchObject([
    {
      dataset: 'sales',
      contractVersion: '1.0.0',
      status: 'active',
      waiting: { files: 0, oldestSeconds: null },
      events: { waiting: 0, inFlight: 0, deadLetters: 0 },
      slots: { taken: 0, of: 2 },
      running: [{ batchId: 'b1', state: 'STARTED', seconds: 120, jobRunId: 'jr_1' }],
      lastCommits: [],
      quarantine: { files: 1, byReason: { empty: 1 } },
      freshnessSeconds: null,
    },
  ]);
});

test('a table is as fresh as the newest file of its last commit, also while that is being settled', async () => {
  const ledger = createMemoryLedger();
  const arrived = { ...MEMBER, eventTime: '2026-01-15T09:57:00.000Z' };
  await ledger.receive(arrived, '2026-01-15T09:57:01.000Z');
  const manifest = manifestOf({
    members: [{ bucket: arrived.bucket, key: arrived.key, version_id: arrived.versionId, size: 812, queued: 1 }],
  });
  await ledger.createBatch(
    batch({ batchId: manifest.batch_id, state: 'COMMITTED', committedAt: '2026-01-15T09:59:00.000Z' }),
  );
  const objects = memoryObjects();
  const target = { ...readableTarget(['sales'], ledger), s3: objects.s3 };
  objects.put(target.names.controlBucket, manifestKey('sales', manifest.batch_id), JSON.stringify(manifest));
  const reader = statusReader(target, undefined, undefined, () => NOW);

  expect((await reader.read()).datasets[0]?.freshnessSeconds).toBe(180);
  const asked = objects.asked.length;
  expect((await reader.read()).datasets[0]?.freshnessSeconds).toBe(180);
  // What a commit holds never changes: it is asked once.
  expect(objects.asked).toHaveLength(asked);
});
