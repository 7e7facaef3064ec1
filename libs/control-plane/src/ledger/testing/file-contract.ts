import { beforeAll, describe, expect, test } from 'vitest';
import { type FileRecord, MAX_HISTORY, type ObjectVersion } from '../../model.ts';
import { fileAfter, moveFile } from '../../transitions.ts';
import type { Ledger } from '../ledger.ts';
import { all, at, objectVersion, ownDataset } from './records.ts';

const QUEUE = { planDigest: 'plan', contractVersion: '1.0.0' };

/** What every ledger promises about files. */
export function fileContract(open: () => Promise<Ledger>): void {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await open();
  });
  const queue = async (object: ObjectVersion, now: string) => {
    await ledger.receive(object, now);
    await ledger.moveFile(moveFile(object, ['RECEIVED', 'QUEUED'], { at: now, actor: 'intake' }, QUEUE));
  };

  describe('first sight', () => {
    test('a new object version is RECEIVED, with its first line of history', async () => {
      const object = objectVersion(ownDataset());

      const sight = await ledger.receive(object, at(1));

      const entry = { at: at(1), to: 'RECEIVED', actor: 'intake', reason: null, batchId: null };
      expect(sight).toMatchObject({
        kind: 'new',
        standing: 'first',
        file: { ...object, state: 'RECEIVED', history: [entry], revision: 1 },
      });
      expect(await ledger.file(object)).toEqual(sight.file);
    });

    test('the same event again is known and changes nothing', async () => {
      const object = objectVersion(ownDataset());
      const first = await ledger.receive(object, at(1));

      expect(await ledger.receive({ ...object, etag: 'other', sequencer: 'FF' }, at(2))).toEqual({
        kind: 'known',
        file: first.file,
      });
    });

    test('50 identical events at the same time are one file', async () => {
      const object = objectVersion(ownDataset());

      const sights = await Promise.all(Array.from({ length: 50 }, (_, n) => ledger.receive(object, at(n))));

      expect(sights.filter(({ kind }) => kind === 'new')).toHaveLength(1);
      expect(new Set(sights.map(({ file }) => file.receivedAt)).size).toBe(1);
    });

    test.each([
      ['0A', '0B', 'later'],
      ['0B', '0A', 'stale'],
      ['0055AED6DCD90281E5', '0055aed6dcd90281e6', 'later'],
      // The shorter one is padded on the right: 0A00 is before 0A01, and 09FF before 0A.
      ['0A', '0A01', 'later'],
      ['0A01', '0A', 'stale'],
      ['0A', '09FF', 'stale'],
      ['9', '10', 'stale'],
    ] as const)('after sequencer %s, %s is %s', async (first, second, standing) => {
      const datasetId = ownDataset();
      await ledger.receive(objectVersion(datasetId, { sequencer: first }), at(1));

      const sight = await ledger.receive(objectVersion(datasetId, { versionId: 'v2', sequencer: second }), at(2));

      expect(sight).toMatchObject({ kind: 'new', standing, file: { standing } });
    });

    test('a stale version leaves the pointer where it is', async () => {
      const datasetId = ownDataset();
      const standings = [];
      for (const sequencer of ['0C', '0A', '0B', '0D']) {
        const sight = await ledger.receive(objectVersion(datasetId, { versionId: sequencer, sequencer }), at(1));
        standings.push(sight.file.standing);
      }

      expect(standings).toEqual(['first', 'stale', 'stale', 'later']);
    });

    test('20 versions of a key at the same time all have an item, one of them is the first', async () => {
      const datasetId = ownDataset();
      const objects = Array.from({ length: 20 }, (_, n) =>
        objectVersion(datasetId, { versionId: `v${n}`, sequencer: `0${n + 10}` }),
      );

      const sights = await Promise.all(objects.map((object) => ledger.receive(object, at(1))));

      expect(sights.filter(({ file }) => file.standing === 'first')).toHaveLength(1);
      const versions = await ledger.versionsOf(objectVersion(datasetId));
      expect(versions.map(({ versionId }) => versionId)).toEqual(objects.map(({ versionId }) => versionId));
      // Whatever the order was, the pointer ended at the last of them.
      const next = await ledger.receive(objectVersion(datasetId, { versionId: 'old', sequencer: '0285' }), at(2));
      expect(next).toMatchObject({ standing: 'stale' });
    });

    test.each([
      ['unicode', 'número 日本語 🛫.csv'],
      ['spaces and signs', ' a b#c%20d+e&f=g?.csv'],
      ['a hash and a slash', '#/#LATEST/V#v1.csv'],
      ['a line end and quotes', 'a\n"b"\\\'.csv'],
    ])('a key with %s comes back as it is', async (_, name) => {
      const datasetId = ownDataset();
      const object = objectVersion(datasetId, { key: `incoming/${datasetId}/${name}`, versionId: 'v#1/ñ' });

      await queue(object, at(1));

      expect(await ledger.pending(datasetId, 10)).toMatchObject([
        { bucket: object.bucket, key: object.key, versionId: object.versionId },
      ]);
      expect(await ledger.versionsOf(object)).toMatchObject([{ key: object.key, state: 'QUEUED' }]);
      expect(await ledger.versionsOf({ ...object, key: object.key.slice(0, -1) })).toEqual([]);
    });

    test('a key of 1,024 bytes can wait and be quarantined', async () => {
      const datasetId = ownDataset();
      const prefix = `incoming/${datasetId}/`;
      const [waiting, refused] = ['a', 'b'].map((name) =>
        objectVersion(datasetId, {
          key: prefix + 'é'.repeat((1022 - prefix.length) / 2) + name,
          versionId: 'v'.repeat(900),
        }),
      ) as [ObjectVersion, ObjectVersion];

      await queue(waiting, at(1));
      await ledger.receive(refused, at(1));
      await ledger.moveFile(
        moveFile(refused, ['RECEIVED', 'QUARANTINED'], { at: at(2), actor: 'intake' }, { reason: 'too-large' }),
      );

      expect((await ledger.pending(datasetId, 10)).map(({ key }) => key)).toEqual([waiting.key]);
      expect((await all(ledger.quarantined(datasetId))).map(({ key }) => key)).toEqual([refused.key]);
    });
  });

  describe('a step', () => {
    test('changes what it names, keeps the rest, and is a line of the history', async () => {
      const object = objectVersion(ownDataset());
      const { file } = await ledger.receive(object, at(1));
      const refuse = moveFile(
        object,
        ['RECEIVED', 'QUARANTINED'],
        { at: at(2), actor: 'intake' },
        { reason: 'bad-ratio', detail: 'half of them', place: { line: 3, offset: 40 }, contractVersion: '1.0.0' },
      );
      const release = moveFile(
        object,
        ['QUARANTINED', 'RECEIVED'],
        { at: at(3), actor: 'operator:ana' },
        { reason: null },
      );

      const quarantined = await ledger.moveFile(refuse);
      const released = await ledger.moveFile(release);

      const expected = fileAfter(file, refuse);
      expect(quarantined).toEqual({ kind: 'done', item: expected });
      expect(released).toEqual({ kind: 'done', item: fileAfter(expected, release) });
      expect(await ledger.file(object)).toMatchObject({
        reason: null,
        detail: 'half of them',
        place: { line: 3 },
        contractVersion: '1.0.0',
      });
    });

    test('repeated after a lost answer is done once', async () => {
      const object = objectVersion(ownDataset());
      await ledger.receive(object, at(1));
      const step = moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, QUEUE);

      const [first, second] = [await ledger.moveFile(step), await ledger.moveFile(step)];

      expect(second).toEqual(first);
      expect(await ledger.file(object)).toMatchObject({
        queued: 1,
        revision: 2,
        history: [{ to: 'RECEIVED' }, { to: 'QUEUED' }],
      });
    });

    test('of 20 equal ones at the same millisecond one is done, the others learn what it left', async () => {
      const object = objectVersion(ownDataset());
      await ledger.receive(object, at(1));

      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          ledger.moveFile(moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, QUEUE)),
        ),
      );

      const lost = answers.filter((answer) => answer.kind === 'lost');
      expect(lost).toHaveLength(19);
      expect(lost[0]).toMatchObject({ now: { state: 'QUEUED', queued: 1 } });
    });

    test('is lost when anything that it expects is no more', async () => {
      const object = objectVersion(ownDataset());
      await queue(object, at(1));
      const claim = (expectation: object) =>
        ledger.moveFile(
          moveFile(object, ['QUEUED', 'RUNNING'], { at: at(2), actor: 'dispatch' }, { batchId: 'b1' }, expectation),
        );

      expect(await claim({ revision: 1 })).toMatchObject({ kind: 'lost', now: { revision: 2 } });
      expect(await claim({ queued: 2 })).toMatchObject({ kind: 'lost' });
      expect(await claim({ batchId: 'b0' })).toMatchObject({ kind: 'lost' });
      expect(await claim({ queued: 1, revision: 2 })).toMatchObject({
        kind: 'done',
        item: { state: 'RUNNING', batchId: 'b1' },
      });
      expect(await claim({})).toMatchObject({ kind: 'lost', now: { state: 'RUNNING' } });
    });

    test('of a file that nobody has seen is lost', async () => {
      const step = moveFile(objectVersion(ownDataset()), ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, QUEUE);

      expect(await ledger.moveFile(step)).toEqual({ kind: 'lost', now: undefined });
    });

    test('beyond the cap of the history drops the oldest lines and counts them', async () => {
      const object = objectVersion(ownDataset());
      let expected: FileRecord = (await ledger.receive(object, at(0))).file;
      for (let n = 1; n <= 2 * MAX_HISTORY + 5; n += 1) {
        const to = n % 2 === 1 ? (['RECEIVED', 'QUARANTINED'] as const) : (['QUARANTINED', 'RECEIVED'] as const);
        const change = n % 4 === 1 ? { reason: `reason-${n}`, batchId: `b${n}` } : {};
        const step = moveFile(object, to, { at: at(n), actor: 'operator:ana' }, change);
        expected = fileAfter(expected, step);
        expect((await ledger.moveFile(step)).kind).toBe('done');
      }

      const file = await ledger.file(object);

      expect(file).toEqual(expected);
      expect(file?.history).toHaveLength(MAX_HISTORY);
      expect(file?.historyDropped).toBe(MAX_HISTORY + 6);
    });

    test('many at once answer in their order, each by itself', async () => {
      const datasetId = ownDataset();
      const objects = Array.from({ length: 60 }, (_, n) =>
        objectVersion(datasetId, { key: `incoming/${datasetId}/${n}.csv` }),
      );
      await Promise.all(objects.filter((_, n) => n % 3 !== 0).map((object) => ledger.receive(object, at(1))));

      const answers = await ledger.moveFiles(
        objects.map((object) => moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' }, QUEUE)),
      );

      expect(answers.map(({ kind }) => kind)).toEqual(objects.map((_, n) => (n % 3 === 0 ? 'lost' : 'done')));
      expect(answers[59]).toMatchObject({ item: { key: objects[59]?.key } });
      expect(await ledger.moveFiles([])).toEqual([]);
    });
  });

  describe('listings', () => {
    test('waiting files come oldest first from all shards, no more than asked for', async () => {
      const datasetId = ownDataset();
      const objects = Array.from({ length: 40 }, (_, n) =>
        objectVersion(datasetId, { key: `incoming/${datasetId}/${n}.csv`, sizeBytes: n }),
      );
      await Promise.all(objects.map((object, n) => queue(object, at(1000 - n))));

      const waiting = await ledger.pending(datasetId, 25);

      const times = waiting.map(({ queuedAt }) => queuedAt);
      expect(times).toEqual(Array.from({ length: 25 }, (_, n) => at(961 + n)));
      const { key, bucket, versionId } = objects[39] as ObjectVersion;
      const lean = { sizeBytes: 39, queued: 1, lane: '', planDigest: 'plan', queuedAt: at(961) };
      expect(waiting[0]).toEqual({ datasetId, bucket, key, versionId, ...lean });
      expect(await ledger.pending(datasetId, 1000)).toHaveLength(40);
      expect(await ledger.pending(datasetId, 0)).toEqual([]);
    });

    test('who leaves a state leaves its listing, and comes back at the end of it', async () => {
      const datasetId = ownDataset();
      const [first, second] = ['a', 'b'].map((name) =>
        objectVersion(datasetId, { key: `incoming/${datasetId}/${name}.csv` }),
      ) as [ObjectVersion, ObjectVersion];
      await queue(first, at(1));
      await queue(second, at(2));

      await ledger.moveFile(
        moveFile(first, ['QUEUED', 'RUNNING'], { at: at(3), actor: 'dispatch' }, { batchId: 'b1' }),
      );
      const without = await ledger.pending(datasetId, 10);
      await ledger.moveFile(
        moveFile(first, ['RUNNING', 'QUEUED'], { at: at(4), actor: 'reconcile' }, { lane: 'half', batchId: null }),
      );
      const again = await ledger.pending(datasetId, 10);

      expect(without.map(({ key }) => key)).toEqual([second.key]);
      expect(again.map(({ key, queued, lane }) => [key, queued, lane])).toEqual([
        [second.key, 1, ''],
        [first.key, 2, 'half'],
      ]);
    });

    test('a dataset sees its own files only, also when another begins with its name', async () => {
      const datasetId = ownDataset();
      const other = `${datasetId}_2`;
      await queue(objectVersion(datasetId), at(1));
      await queue(objectVersion(other), at(1));

      expect((await all(ledger.filesOf(datasetId))).map((file) => file.datasetId)).toEqual([datasetId]);
      expect((await ledger.pending(other, 10)).map((file) => file.datasetId)).toEqual([other]);
    });

    test('the quarantine says why and since when', async () => {
      const datasetId = ownDataset();
      const object = objectVersion(datasetId);
      await ledger.receive(object, at(1));
      await ledger.moveFile(
        moveFile(object, ['RECEIVED', 'QUARANTINED'], { at: at(2), actor: 'intake' }, { reason: 'too-large' }),
      );

      const { bucket, key, versionId } = object;
      const entry = { datasetId, bucket, key, versionId, sizeBytes: 10, reason: 'too-large', since: at(2) };
      expect(await all(ledger.quarantined(datasetId))).toEqual([entry]);
      await ledger.moveFile(moveFile(object, ['QUARANTINED', 'DISCARDED'], { at: at(3), actor: 'operator:ana' }));
      expect(await all(ledger.quarantined(datasetId))).toEqual([]);
    });
  });
}
