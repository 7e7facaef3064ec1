import { type BatchHead, closedAsFailed, type Intent, openedNext } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { createMemoryStore } from '../ports/memory/memory-store.ts';
import { Conflict, type ObjectStore, type StoredObject, Unclear } from '../ports/object-store.ts';
import { CONFIG } from '../simulation/lake.ts';
import { createBatchHead, swapBatchHead } from './batch-head.ts';
import { bytesOf, manifestOf, readBatchHead } from './documents.ts';
import { finishLost, removable } from './lost-attempts.ts';

const NOW = new Date('2026-01-15T10:00:00Z');
const clock: Clock = { now: () => NOW, sleep: async () => {} };
const FILE = {
  datasetId: 'orders',
  bucket: 'raw',
  key: 'k',
  versionId: 'v',
  sizeBytes: 1,
  queued: 1,
  lane: '',
  planDigest: '',
  queuedAt: '',
};
const manifest = manifestOf(CONFIG, [FILE], { planDigest: CONFIG.plan.sha256, contractVersion: '1.0.0' }, NOW);
const id = manifest.batch_id;
const HEAD = `control/orders/batches/${id}/head.json`;

function placeOf(around: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const objects = new Map<string, StoredObject>();
  const calls: string[] = [];
  const store = createMemoryStore({
    objects,
    onCall: (moment, bucket, key) =>
      void (moment.startsWith('before') && calls.push(`${moment.slice(7)} ${bucket}/${key}`)),
  });
  return {
    objects,
    calls,
    place: { ports: { store: { ...store, ...around(store) }, clock }, config: CONFIG, batchId: id },
  };
}
const put = (objects: Map<string, StoredObject>, key: string, document: object) =>
  objects.set(key, { body: bytesOf(document), etag: JSON.stringify(document) });

async function opened(around?: (store: ObjectStore) => Partial<ObjectStore>) {
  const made = placeOf(around);
  await createBatchHead(made.place, manifest);
  const at = await readBatchHead(made.place);
  if (at === undefined) throw new Error('no batch head');
  return { ...made, at, next: openedNext(at.document, NOW) };
}

describe('a swap', () => {
  test('from what was read is won, and the content never repeats', async () => {
    const { place, at, next } = await opened();

    expect((await swapBatchHead(place, at, next)).kind).toBe('won');
    expect((await readBatchHead(place))?.document).toEqual({ ...at.document, counter: 2, attempt: 2 });
  });

  test.each([
    ['the answer was lost', new Unclear('no answer')],
    ['the client repeated it by itself and got a 412', new Conflict('412')],
  ])('is won when %s and the object says so', async (_name, error) => {
    const { place, at, next } = await opened((store) => ({
      swap: async (...args) => {
        await store.swap(...args);
        throw error;
      },
    }));

    expect((await swapBatchHead(place, at, next)).kind).toBe('won');
  });

  test('is tried again while the batch head is unchanged', async () => {
    let tries = 0;
    const { place, at, next } = await opened((store) => ({
      swap: async (...args) => {
        tries += 1;
        if (tries < 3) throw new Unclear('not applied');
        return store.swap(...args);
      },
    }));

    expect((await swapBatchHead(place, at, next)).kind).toBe('won');
    expect(tries).toBe(3);
  });

  test('is lost to whoever was faster, also with the same step at another instant', async () => {
    const { place, at, next } = await opened();
    await swapBatchHead(place, at, openedNext(at.document, new Date(NOW.getTime() + 1)));

    const swapped = await swapBatchHead(place, at, next);

    expect(swapped.kind).toBe('lost');
    expect(swapped.kind === 'lost' && swapped.now.document.updated_at).toBe('2026-01-15T10:00:00.001Z');
  });

  test('that nobody can judge is an error, and no verdict', async () => {
    const { place, at, next } = await opened(() => ({ swap: () => Promise.reject(new Unclear('down')) }));

    await expect(swapBatchHead(place, at, next)).rejects.toMatchObject({ code: 'SLC9021' });
  });
});

test('a batch head is created once: whoever comes later leaves it alone', async () => {
  const { place, at, next } = await opened();
  await swapBatchHead(place, at, next);

  await createBatchHead(place, manifest);

  expect((await readBatchHead(place))?.document.attempt).toBe(2);
});

test('a batch head of another batch is refused', async () => {
  const { place, objects, at } = await opened();
  put(objects, HEAD, { ...at.document, batch_id: 'f'.repeat(24) });

  await expect(readBatchHead(place)).rejects.toMatchObject({ code: 'SLC9024' });
});

const intentOf = (attempt: number, keys: readonly string[], bucket = 'processed'): Intent => ({
  intent_format: 1,
  batch_id: id,
  attempt,
  run_id: 'jr_1',
  closed: false,
  keys: keys.map((key) => ({ bucket, key, rows: 1, bytes: 1, digest: '0'.repeat(64) })),
});

describe('finishing lost attempts', () => {
  const at = (state: BatchHead['state'], attempt: number, batchHead: BatchHead): BatchHead => ({
    ...batchHead,
    state,
    attempt,
  });

  test('closes the intent, then deletes the staging, then the keys, by name', async () => {
    const { place, objects, calls, at: batchHead } = await opened();
    put(objects, `control/orders/batches/${id}/1.intent.json`, intentOf(1, [`orders/day=1/${id}-1-0.parquet`]));
    for (const key of [
      `control/orders/staging/${id}-1/0.parquet`,
      `processed/orders/day=1/${id}-1-0.parquet`,
      `processed/orders/day=1/${id}-2-0.parquet`,
    ])
      put(objects, key, {});
    calls.length = 0;

    await finishLost(place, at('open', 2, batchHead.document));

    expect(calls.filter((call) => /^(create|delete)/.test(call))).toEqual([
      `create control/orders/batches/${id}/1.intent.json`,
      `delete control/orders/staging/${id}-1/0.parquet`,
      `delete processed/orders/day=1/${id}-1-0.parquet`,
    ]);
    expect(objects.has(`processed/orders/day=1/${id}-2-0.parquet`)).toBe(true);
  });

  test('leaves a closed intent where there was none, so that a sleeper can publish nothing', async () => {
    const { place, objects, at: batchHead } = await opened();

    await finishLost(place, at('open', 3, batchHead.document));

    for (const attempt of [1, 2])
      expect(
        JSON.parse(
          Buffer.from(objects.get(`control/orders/batches/${id}/${attempt}.intent.json`)?.body ?? '').toString(),
        ),
      ).toEqual({
        intent_format: 1,
        batch_id: id,
        attempt,
        run_id: null,
        closed: true,
        keys: [],
      });
  });

  test.each([
    ['committed', 2, false],
    ['failed', 2, true],
    ['open', 2, false],
  ] as const)('%s(%i): whether attempt 2 has lost', async (state, attempt, hasLost) => {
    const { place, objects, at: batchHead } = await opened();
    put(objects, `control/orders/in/${id}/00000.csv`, {});

    await finishLost(place, at(state, attempt, batchHead.document));

    expect(objects.has(`control/orders/batches/${id}/2.intent.json`)).toBe(hasLost);
    expect(objects.has(`control/orders/in/${id}/00000.csv`)).toBe(state === 'open');
  });

  test('another batch’s staging is not touched', async () => {
    const { place, objects, at: batchHead } = await opened();
    put(objects, `control/orders/staging/${id}-11/0.parquet`, {});
    put(objects, `control/orders/staging/${'f'.repeat(24)}-1/0.parquet`, {});

    await finishLost(place, closedAsFailed(batchHead.document, NOW));

    expect([...objects.keys()].filter((key) => key.startsWith('control/orders/staging/'))).toHaveLength(2);
  });

  test.each([
    ['a bucket that is not published to', intentOf(1, [`orders/${id}-1-0.parquet`], 'raw')],
    ['another dataset', intentOf(1, [`sales/${id}-1-0.parquet`])],
    ['another batch', intentOf(1, [`orders/${'f'.repeat(24)}-1-0.parquet`])],
    ['another attempt', intentOf(1, [`orders/${id}-2-0.parquet`])],
    ['an attempt with the same first digit', intentOf(1, [`orders/${id}-11-0.parquet`])],
    ['no folder', intentOf(1, [`${id}-1-0.parquet`])],
  ])('an intent that names a key of %s removes nothing', (_name, intent) => {
    expect(() => removable(placeOf().place, intent)).toThrow('is no file of this attempt');
  });

  test('an intent of another attempt under this name removes nothing', async () => {
    const { place, objects, at: batchHead } = await opened();
    put(objects, `control/orders/batches/${id}/1.intent.json`, intentOf(2, [`orders/day=1/${id}-2-0.parquet`]));
    put(objects, `processed/orders/day=1/${id}-2-0.parquet`, {});

    await expect(finishLost(place, at('open', 2, batchHead.document))).rejects.toMatchObject({ code: 'SLC9024' });
    expect(objects.has(`processed/orders/day=1/${id}-2-0.parquet`)).toBe(true);
  });
});
