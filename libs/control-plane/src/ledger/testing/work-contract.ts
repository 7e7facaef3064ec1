import { beforeAll, describe, expect, test } from 'vitest';
import type { SlotRecord } from '../../model.ts';
import { moveBatch } from '../../transitions.ts';
import type { Changed, Ledger } from '../ledger.ts';
import { at, newBatch, ownDataset } from './records.ts';

const take = (datasetId: string, holder: string, now: number, lease = 1000) => ({
  datasetId,
  slots: 3,
  holder,
  now: at(now),
  leaseUntil: at(now + lease),
});

/** What every ledger promises about batches, slots and drift. */
export function workContract(open: () => Promise<Ledger>): void {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await open();
  });

  describe('a batch', () => {
    test('is created once; the same request again is done, another is lost', async () => {
      const datasetId = ownDataset();
      const batch = newBatch(datasetId, `${datasetId}-b1`);

      expect(await ledger.createBatch(batch)).toEqual({ kind: 'done', item: batch });
      expect(await ledger.createBatch(batch)).toEqual({ kind: 'done', item: batch });
      expect(await ledger.createBatch({ ...batch, slot: 1 })).toEqual({ kind: 'lost', now: batch });
      expect(await ledger.batch(datasetId, batch.batchId)).toEqual(batch);
      expect(await ledger.batch(datasetId, 'nobody')).toBeUndefined();
    });

    test("is its dataset's: the same id in another dataset is another batch", async () => {
      const [one, other] = [ownDataset(), ownDataset()];
      const [mine, theirs] = [newBatch(one, 'shared'), { ...newBatch(other, 'shared'), files: 7 }];

      await ledger.createBatch(mine);
      await ledger.createBatch(theirs);

      expect(await ledger.batch(one, 'shared')).toEqual(mine);
      expect(await ledger.batch(other, 'shared')).toEqual(theirs);
      expect(await ledger.openBatches(one)).toEqual([mine]);
    });

    test('moves from exactly what it was; of two at the same time one is lost', async () => {
      const datasetId = ownDataset();
      const batch = newBatch(datasetId, `${datasetId}-b1`);
      await ledger.createBatch(batch);
      const start = () => moveBatch(batch, 'STARTED', { at: at(1), actor: 'dispatch' }, { jobRunId: 'jr_1' });

      const mine = start();
      const answers = await Promise.all([ledger.moveBatch(mine), ledger.moveBatch(start())]);

      expect(answers.map(({ kind }) => kind).sort()).toEqual(['done', 'lost']);
      expect((await ledger.moveBatch(mine)).kind).toBe(answers[0]?.kind);
      expect(await ledger.batch(datasetId, batch.batchId)).toMatchObject({
        state: 'STARTED',
        revision: 2,
        history: [{ to: 'STARTED' }],
      });
      expect(
        await ledger.moveBatch(moveBatch({ ...batch, batchId: 'nobody' }, 'STARTED', { at: at(1), actor: 'dispatch' })),
      ).toEqual({
        kind: 'lost',
        now: undefined,
      });
    });

    test('is open until it is settled or released, and listed newest first then', async () => {
      const datasetId = ownDataset();
      const items = await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (name, n) =>
          item(await ledger.createBatch(newBatch(datasetId, datasetId + name, { createdAt: at(9 - n) }))),
        ),
      );
      const [first, second, third] = items as [(typeof items)[0], (typeof items)[0], (typeof items)[0]];
      await ledger.moveBatch(moveBatch(first, 'RELEASED', { at: at(20), actor: 'reconcile' }));
      for (const [batch, time] of [
        [second, 31],
        [third, 30],
      ] as const) {
        const started = item(await ledger.moveBatch(moveBatch(batch, 'STARTED', { at: at(21), actor: 'dispatch' })));
        const committed = item(
          await ledger.moveBatch(moveBatch(started, 'COMMITTED', { at: at(22), actor: 'reconcile' })),
        );
        expect((await ledger.openBatches(datasetId)).map(({ batchId }) => batchId)).toContain(batch.batchId);
        await ledger.moveBatch(moveBatch(committed, 'SETTLED', { at: at(time), actor: 'reconcile' }));
      }

      expect((await ledger.openBatches(datasetId)).map(({ batchId }) => batchId)).toEqual([`${datasetId}d`]);
      expect((await ledger.recentBatches(datasetId, 5)).map(({ batchId }) => batchId)).toEqual([
        `${datasetId}b`,
        `${datasetId}c`,
      ]);
      expect((await ledger.recentBatches(datasetId, 1)).map(({ batchId }) => batchId)).toEqual([`${datasetId}b`]);
      expect(await ledger.recentBatches(datasetId, 0)).toEqual([]);
    });
  });

  describe('slots', () => {
    test('40 dispatchers at the same time get as many as there are, each another one', async () => {
      const datasetId = ownDataset();

      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, n) => ledger.takeSlot(take(datasetId, `d${n}`, 0))),
      );

      const got = taken.filter((slot) => slot !== undefined);
      // A dispatcher may find all that looked free taken by others, and come again in a minute; nobody gets one too
      // many.
      expect(new Set(got.map(({ slot }) => slot)).size).toBe(got.length);
      expect(got.length).toBe(3);
      expect(await ledger.takeSlot(take(datasetId, 'late', 1))).toBeUndefined();
    });

    test('who asks again has the slot that he has, with a new lease', async () => {
      const datasetId = ownDataset();
      const first = await ledger.takeSlot(take(datasetId, 'd1', 0));

      expect(await ledger.takeSlot(take(datasetId, 'd1', 5))).toEqual({ ...first, leaseUntil: at(1005) });
    });

    test('a dispatcher’s hold ends with its lease, a batch’s never', async () => {
      const datasetId = ownDataset();
      const [bound, lapsed, held] = [
        await ledger.takeSlot(take(datasetId, 'd1', 0)),
        await ledger.takeSlot(take(datasetId, 'd2', 0)),
        await ledger.takeSlot(take(datasetId, 'd3', 0, 9000)),
      ] as [SlotRecord, SlotRecord, SlotRecord];
      expect(await ledger.bindSlot(datasetId, bound.slot, 'd1', 'b1')).toBe(true);

      expect(await ledger.takeSlot(take(datasetId, 'd4', 1000))).toBeUndefined();
      expect(await ledger.takeSlot(take(datasetId, 'd4', 1001))).toMatchObject({ slot: lapsed.slot, holder: 'd4' });
      expect(await ledger.takeSlot(take(datasetId, 'd5', 1001))).toBeUndefined();
      expect(await ledger.bindSlot(datasetId, lapsed.slot, 'd2', 'b2')).toBe(false);
      expect(await ledger.bindSlot(datasetId, held.slot, 'd3', 'b3')).toBe(true);
      const records = await ledger.slots(datasetId);
      expect(records.map(({ holder, leaseUntil }) => [holder, leaseUntil])).toEqual([
        ['b1', null],
        ['d4', at(2001)],
        ['b3', null],
      ]);
    });

    test('is bound once, also when it is asked twice, and freed by its holder only', async () => {
      const datasetId = ownDataset();
      await ledger.takeSlot(take(datasetId, 'd1', 0));

      expect(await ledger.bindSlot(datasetId, 0, 'd1', 'b1')).toBe(true);
      expect(await ledger.bindSlot(datasetId, 0, 'd1', 'b1')).toBe(true);
      await ledger.freeSlot(datasetId, 0, 'd1');
      expect(await ledger.slots(datasetId)).toMatchObject([{ holder: 'b1' }]);
      await ledger.freeSlot(datasetId, 0, 'b1');
      await ledger.freeSlot(datasetId, 0, 'b1');
      expect(await ledger.slots(datasetId)).toMatchObject([{ holder: null, leaseUntil: null }]);
      expect(await ledger.bindSlot(datasetId, 2, 'd1', 'b1')).toBe(false);
    });

    test('a slot beyond the number that holds now is not given again', async () => {
      const datasetId = ownDataset();
      for (const holder of ['d1', 'd2', 'd3']) await ledger.takeSlot(take(datasetId, holder, 0));
      await ledger.freeSlot(datasetId, 2, 'd3');

      expect(await ledger.takeSlot({ ...take(datasetId, 'd4', 1), slots: 2 })).toBeUndefined();
    });
  });

  test('drift is counted by header; the same file again is not counted twice', async () => {
    const datasetId = ownDataset();
    const aliased = [{ column: 'carrier', header: 'airline' }];
    const seen = { datasetId, fingerprint: 'f1', unknown: ['gate'], missing: [], aliased, contractVersion: '1.0.0' };

    await ledger.observeDrift({ ...seen, exampleKey: 'a.csv' }, at(1));
    await ledger.observeDrift({ ...seen, exampleKey: 'a.csv' }, at(2));
    await ledger.observeDrift({ ...seen, exampleKey: 'b.csv', contractVersion: '1.1.0' }, at(3));
    await ledger.observeDrift(
      { ...seen, fingerprint: 'f0', unknown: [], missing: ['tailnum'], exampleKey: 'c.csv' },
      at(4),
    );

    expect(await ledger.driftOf(datasetId)).toEqual([
      {
        ...seen,
        fingerprint: 'f0',
        unknown: [],
        missing: ['tailnum'],
        exampleKey: 'c.csv',
        firstSeen: at(4),
        lastSeen: at(4),
        count: 1,
      },
      { ...seen, exampleKey: 'b.csv', contractVersion: '1.1.0', firstSeen: at(1), lastSeen: at(3), count: 2 },
    ]);
  });
}

function item<Item>(changed: Changed<Item>): Item {
  if (changed.kind !== 'done') throw new Error('a step that should have been done was lost');
  return changed.item;
}
