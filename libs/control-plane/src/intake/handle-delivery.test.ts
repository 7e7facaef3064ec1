import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventOf, intakeLake, message, sample } from './testing/intake-lake.ts';

const VALID = sample('flights', 'valid.csv');

describe('what arrives more than once', () => {
  test('the identical event 50 times at the same time is queued once', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', VALID);

    // 50 containers, one message each.
    const failed = await Promise.all(Array.from({ length: 50 }, () => lake.handle([{ ...event }])));

    expect(failed.flat()).toEqual([]);
    const decisions = lake.decisions().map(([decision]) => decision);
    expect(decisions.filter((decision) => decision === 'queued')).toHaveLength(1);
    expect(decisions.filter((decision) => decision === 'duplicate')).toHaveLength(49);
    expect(await lake.services.ledger.pending('flights', 10)).toHaveLength(1);
    expect(await lake.file('a.csv')).toMatchObject({ queued: 1, history: [{ to: 'RECEIVED' }, { to: 'QUEUED' }] });
  });

  test('the identical event 50 times one after the other is queued once, and read once', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', VALID);

    for (let n = 0; n < 50; n += 1) await lake.handle([{ ...event, messageId: `m${n}` }]);

    expect(lake.decisions().map(([decision]) => decision)).toEqual([
      'queued',
      ...Array.from({ length: 49 }, () => 'duplicate'),
    ]);
    expect(lake.reads).toHaveLength(1);
  });

  test('the identical event 50 times in one delivery is queued once', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', VALID);

    await lake.handle(Array.from({ length: 50 }, (_, n) => ({ ...event, messageId: `m${n}` })));

    expect(await lake.file('a.csv')).toMatchObject({ state: 'QUEUED', queued: 1, revision: 2 });
  });
});

describe('versions of one key', () => {
  test('in reverse order: the later one is queued, the older one is stale', async () => {
    const lake = await intakeLake();
    const older = lake.put('a.csv', VALID, { versionId: 'v1', sequencer: '0A' });
    const later = lake.put('a.csv', sample('flights', 'valid-any-order.csv'), { versionId: 'v2', sequencer: '0B' });

    await lake.handle([later]);
    await lake.handle([older]);

    expect(lake.decisions()).toEqual([
      ['queued', null],
      ['ignored', 'stale'],
    ]);
    expect(await lake.file('a.csv', 'v1')).toMatchObject({ state: 'IGNORED', reason: 'stale' });
  });

  test('in order: the first is kept, the second is an overwritten key', async () => {
    const lake = await intakeLake();
    const older = lake.put('a.csv', VALID, { versionId: 'v1', sequencer: '0A' });
    const later = lake.put('a.csv', VALID, { versionId: 'v2', sequencer: '0B' });

    await lake.handle([older, later]);

    expect(lake.decisions()).toEqual([
      ['queued', null],
      ['quarantined', 'key-overwritten'],
    ]);
    expect(lake.reads).toHaveLength(1);
  });
});

describe('decisions by content', () => {
  test.each([
    ['flights', 'missing-column.csv', 'missing-column'],
    ['flights', 'unclosed-quote.csv', 'unclosed-quote'],
    ['flights', 'not-text.csv', 'not-text'],
    ['flights', 'header-only.csv', 'header-only'],
    ['sales', 'cut.csv.gz', 'gzip-broken'],
    ['sales', 'plain.csv.gz', 'gzip-broken'],
  ])('%s %s is quarantined: %s', async (datasetId, name, reason) => {
    const lake = await intakeLake({ datasetId });

    await lake.handle([lake.put(name, sample(datasetId, name))]);

    expect(lake.decisions()).toEqual([['quarantined', reason]]);
    expect(await lake.file(name)).toMatchObject({
      state: 'QUARANTINED',
      reason,
      contractVersion: '1.2.0',
      detail: expect.any(String),
    });
  });

  test.each([
    ['flights', 'valid.csv'],
    ['flights', 'bad-cells.csv'],
    ['sales', 'valid.csv.gz'],
  ])('%s %s is queued, for the deployed plan', async (datasetId, name) => {
    const lake = await intakeLake({ datasetId });

    await lake.handle([lake.put(name, sample(datasetId, name))]);

    expect(await lake.file(name)).toMatchObject({
      state: 'QUEUED',
      planDigest: 'a'.repeat(64),
      contractVersion: '1.2.0',
      reason: null,
    });
  });

  test.each<[string, string, string, object]>([
    ['an object without bytes', 'a.csv', 'empty', {}],
    ['a wrong suffix', 'a.txt', 'suffix', {}],
    ['a folder marker', '2013/', 'folder-marker', {}],
    ['a file of a retired dataset', 'a.csv', 'contract-retired', { status: 'retired', dispatchFunction: null }],
  ])('%s is ignored without a look into it', async (_, name, reason, config) => {
    const lake = await intakeLake({ config });

    await lake.handle([lake.put(name, '')]);

    expect(lake.decisions()).toEqual([['ignored', reason]]);
    expect(lake.reads).toEqual([]);
  });

  test('a version that is gone is quarantined with that reason', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', VALID);
    lake.objects.clear();

    await lake.handle([event]);

    expect(lake.decisions()).toEqual([['quarantined', 'key-missing']]);
  });

  test('a header beyond 64 KiB is read further, up to its end and no more than asked for', async () => {
    const lake = await intakeLake();
    const [header = '', ...rows] = Buffer.from(VALID).toString().split('\n');
    const wide = [
      `${header},${'x'.repeat(100_000)}`,
      ...rows.filter((row) => row !== '').map((row) => `${row},1`),
    ].join('\n');

    await lake.handle([lake.put('a.csv', `${wide}\n`)]);

    expect(lake.reads).toEqual([
      { from: 'start', bytes: 65_536 },
      { from: 'start', bytes: 262_144 },
    ]);
    expect(lake.decisions()).toEqual([['queued', null]]);
  });

  test('of a large gzip file its first 64 KiB are enough', async () => {
    const lake = await intakeLake({ datasetId: 'sales' });
    const [header, row] = gunzipSync(sample('sales', 'valid.csv.gz')).toString('latin1').split('\n') as [
      string,
      string,
    ];
    const delimiter = lake.services.dataset.plan.source.delimiter;
    const noise = (n: number) => createHash('sha256').update(String(n)).digest('hex');
    const rows = Array.from({ length: 10_000 }, (_, n) => `${row}${delimiter}${noise(n)}`);
    const file = gzipSync(Buffer.from([`${header}${delimiter}noise`, ...rows, ''].join('\n'), 'latin1'), { level: 1 });

    await lake.handle([lake.put('a.csv.gz', file)]);

    expect(file.length).toBeGreaterThan(4 * 65_536);
    expect(lake.reads).toEqual([{ from: 'start', bytes: 65_536 }]);
    expect(lake.decisions()).toEqual([['queued', null]]);
  });
});

describe('drift', () => {
  test('an unknown new column lets the file through and is observed, once for a file', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', sample('flights', 'new-column.csv'));

    await lake.handle([event]);
    await lake.handle([event]);

    expect(lake.decisions()[0]).toEqual(['queued', null]);
    const [observed, ...others] = await lake.services.ledger.driftOf('flights');
    expect(others).toEqual([]);
    expect(observed).toMatchObject({
      count: 1,
      missing: [],
      contractVersion: '1.2.0',
      exampleKey: 'incoming/flights/a.csv',
    });
    expect(observed?.unknown).toHaveLength(1);
    expect((await lake.file('a.csv'))?.headerFingerprint).toBe(observed?.fingerprint);
  });

  test('a file that is refused for its columns is evidence too', async () => {
    const lake = await intakeLake();

    await lake.handle([lake.put('a.csv', sample('flights', 'missing-column.csv'))]);

    const [observed] = await lake.services.ledger.driftOf('flights');
    expect(observed).toMatchObject({ count: 1, unknown: [] });
    expect(observed?.missing).toHaveLength(1);
  });

  test('a usual file is no drift', async () => {
    const lake = await intakeLake();

    await lake.handle([lake.put('a.csv', VALID), lake.put('b.csv', sample('flights', 'unclosed-quote.csv'))]);

    expect(await lake.services.ledger.driftOf('flights')).toEqual([]);
  });
});

describe('a delivery', () => {
  test(
    'a poisoned message fails alone, is seen again in 2 seconds times its receipts, and is not ' +
      'repeated in the log',
    async () => {
      const lake = await intakeLake();
      const poisoned = message('{"name":"ana","card":"4111"}', 3);
      const noVersion = message(
        eventOf({ ...lake.idOf('c.csv'), versionId: 'null', etag: 'e', sizeBytes: 1, sequencer: '0A' }),
        1,
      );

      const failed = await lake.handle([lake.put('a.csv', VALID), poisoned, lake.put('b.csv', VALID), noVersion]);

      expect(failed).toEqual([poisoned.messageId, noVersion.messageId]);
      expect(lake.postponed).toEqual([
        { receipt: poisoned.receiptHandle, seconds: 6 },
        { receipt: noVersion.receiptHandle, seconds: 2 },
      ]);
      expect(lake.decisions()).toEqual([
        ['queued', null],
        ['queued', null],
      ]);
      const refused = lake.lines.filter(({ event }) => event === 'message-refused');
      expect(refused.map(({ reason_code, receive_count }) => [reason_code, receive_count])).toEqual([
        ['not-an-event', 3],
        ['no-version-id', 1],
      ]);
      expect(JSON.stringify(lake.lines)).not.toMatch(/ana|4111/);
    },
  );

  test('when S3 fails for one object, only its message comes again; its row data are in no line', async () => {
    const lake = await intakeLake();
    const [good, bad] = [lake.put('a.csv', VALID), lake.put('b.csv', VALID)];
    const { read } = lake.services.ranges;
    const ranges = {
      read: (...[id, range]: Parameters<typeof read>) => {
        if (id.key.endsWith('b.csv'))
          throw Object.assign(new Error('slow down'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
        return read(id, range);
      },
    };
    const { handleDelivery } = await import('./handle-delivery.ts');

    const failed = await handleDelivery([good, bad], { ...lake.services, ranges });

    expect(failed).toEqual([bad.messageId]);
    expect(lake.lines).toContainEqual(
      expect.objectContaining({ event: 'message-failed', error: 'SlowDown', http_status: 503 }),
    );
    expect(await lake.file('b.csv')).toMatchObject({ state: 'RECEIVED' });
    expect(await lake.handle([bad])).toEqual([]);
    expect(await lake.file('b.csv')).toMatchObject({ state: 'QUEUED' });
  });

  test('what cannot be begun in the time that is left is delivered again', async () => {
    const lake = await intakeLake();
    const events = [lake.put('a.csv', VALID), lake.put('b.csv', VALID)];

    expect(await lake.handle(events, () => 1000)).toEqual(events.map(({ messageId }) => messageId));

    expect(await lake.file('a.csv')).toBeUndefined();
  });

  test('a visibility that cannot be set and a nudge that fails are only logged', async () => {
    const lake = await intakeLake({
      config: { batch: { maxFiles: 1, maxBytes: 1, maxWaitSeconds: 60 } },
      onCall: (moment) => {
        if (moment === 'before postpone' || moment === 'before nudge') throw new Error('throttled');
      },
    });
    const poisoned = message('{}');

    expect(await lake.handle([poisoned, lake.put('a.csv', VALID)])).toEqual([poisoned.messageId]);

    expect(lake.lines.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['postpone-failed', 'nudge-failed', 'decision']),
    );
    expect(await lake.file('a.csv')).toMatchObject({ state: 'QUEUED' });
  });

  test('has one decision line per file with what the ledger knows, and one line of figures', async () => {
    const lake = await intakeLake();
    const event = lake.put('a.csv', VALID);

    await lake.handle([
      event,
      lake.put('b.txt', 'x'),
      lake.put('c.csv', sample('flights', 'missing-column.csv')),
      { ...event, messageId: 'again' },
    ]);

    expect(lake.lines.find(({ decision }) => decision === 'queued')).toEqual({
      event: 'decision',
      dataset_id: 'flights',
      key: 'incoming/flights/a.csv',
      size: VALID.length,
      decision: 'queued',
      job_run_id: null,
      bucket: 'sluice-raw',
      version_id: 'v1',
      etag: '"v1"',
      batch_id: null,
      attempt: null,
      contract_version: '1.2.0',
      reason_code: null,
    });
    expect(lake.lines.at(-1)).toMatchObject({
      dataset: 'flights',
      FilesReceived: 3,
      FilesQueued: 1,
      FilesIgnored: 1,
      FilesQuarantined: 1,
      FilesDuplicate: 1,
    });
  });

  test('dispatch is nudged when this container has queued a good part of a batch, by files or by bytes', async () => {
    const byFiles = await intakeLake({ config: { batch: { maxFiles: 8, maxBytes: 1 << 30, maxWaitSeconds: 60 } } });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await byFiles.handle([byFiles.put(`${name}.csv`, VALID)]);
    const byBytes = await intakeLake({
      config: { batch: { maxFiles: 1000, maxBytes: VALID.length * 4, maxWaitSeconds: 60 } },
    });
    await byBytes.handle([byBytes.put('a.csv', VALID)]);

    expect(byFiles.nudges).toEqual(Array.from({ length: 2 }, () => 'sluice-flights-dispatch: a batch may be full'));
    expect(byBytes.nudges).toHaveLength(1);
  });
});
