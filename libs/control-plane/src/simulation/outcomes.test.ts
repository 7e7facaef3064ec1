import type { DatasetConfig } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import { bytesOf, manifestOf } from '../batch/documents.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import type { FileRecord } from '../model.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { batchHeadsOf, brokenPromises } from './invariants.ts';
import { CONFIG, SimulatedLake, type World } from './lake.ts';
import { chanceOf } from './random.ts';
import { comeToRest } from './simulation.ts';

const lakeOf = (world: Partial<World> = {}) => new SimulatedLake({ chance: chanceOf(1), ...world });
const filesOf = async (lake: SimulatedLake) => {
  const files: FileRecord[] = [];
  for await (const file of lake.ledger.filesOf('orders')) files.push(file);
  return files.sort((a, b) => (a.key < b.key ? -1 : 1));
};
const metric = (lake: SimulatedLake, wanted: string) =>
  lake.metrics.filter(({ name }) => name === wanted).flatMap(({ value }) => value);

async function call<Answer>(
  lake: SimulatedLake,
  body: (ports: ReturnType<SimulatedLake['portsOf']>) => Promise<Answer>,
): Promise<Answer> {
  let answer: { readonly value: Answer } | undefined;
  let failure: unknown;
  const done = lake
    .invoke('call', undefined, async (ports) => {
      answer = { value: await body(ports) };
    })
    .catch((error: unknown) => {
      failure = error;
    });
  await lake.schedule.run();
  await done;
  if (answer === undefined) throw failure;
  return answer.value;
}

const batchHeadOf = async (lake: SimulatedLake) => batchHeadsOf(lake)[0]?.state;

describe('dispatch', () => {
  test('with nothing to do it says so, for the alarm needs the zero', async () => {
    const lake = lakeOf();

    const summary = await call(lake, (ports) => dispatch(ports, CONFIG));

    expect(summary).toEqual({
      datasetId: 'orders',
      batches: [],
      released: 0,
      pending: 0,
      oldestPendingSeconds: 0,
      slotsFree: 2,
    });
    expect([metric(lake, 'PendingFiles'), metric(lake, 'OldestPendingAge'), metric(lake, 'SlotsFree')]).toEqual([
      [0],
      [0],
      [2],
    ]);
  });

  test('leaves young files alone, unless somebody asks for them', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    lake.pass(5);

    expect(await call(lake, (ports) => dispatch(ports, CONFIG))).toMatchObject({
      batches: [],
      pending: 1,
      oldestPendingSeconds: 5,
    });
    expect(await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }))).toMatchObject({
      batches: [{ why: 'now', files: 1, jobRunId: 'jr_1' }],
      pending: 0,
      slotsFree: 1,
    });
  });

  test('uses every slot, and leaves the rest for later', async () => {
    const lake = lakeOf();
    await lake.queue(Array.from({ length: 13 }, (_, index) => `f${index}`));

    const summary = await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }));

    expect(summary.batches.map(({ files }) => files)).toEqual([4, 4]);
    expect(summary).toMatchObject({ pending: 5, slotsFree: 0 });
    expect(await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }))).toMatchObject({
      batches: [],
      pending: 5,
    });
  });

  test('pins plan and code under their digests, and passes every run what it runs with', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    const started: Readonly<Record<string, string>>[] = [];

    await call(lake, (ports) => {
      const start = (job: string, args: Readonly<Record<string, string>>) => {
        started.push(args);
        return ports.runs.start(job, args);
      };
      return dispatch({ ...ports, runs: { ...ports.runs, start } }, CONFIG, { now: true });
    });

    const batchId = lake.runs[0]?.batchId;
    expect(started).toEqual([
      {
        '--dataset_id': 'orders',
        '--run_date': '2026-01-15',
        '--batch_id': batchId,
        '--attempt': '1',
        '--manifest_uri': `s3://control/orders/batches/${batchId}/manifest.json`,
        '--plan_uri': `s3://control/orders/plans/${CONFIG.plan.sha256}.json`,
        '--output_uri': 's3://processed',
        '--scriptLocation': `s3://control/code/${CONFIG.code.digest}/main.py`,
        '--extra-py-files': `s3://control/code/${CONFIG.code.digest}/sluice_glue.zip`,
      },
    ]);
    for (const key of [
      `orders/plans/${CONFIG.plan.sha256}.json`,
      `code/${CONFIG.code.digest}/main.py`,
      `code/${CONFIG.code.digest}/sluice_glue.zip`,
    ])
      expect(lake.objects.has(`control/${key}`)).toBe(true);
  });

  test('starts nothing with an asset that is not what was deployed, and loses nothing', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    lake.objects.set('assets/plan.json', { body: bytesOf({ plan: 2 }), etag: 'x' });

    await expect(call(lake, (ports) => dispatch(ports, CONFIG, { now: true }))).rejects.toMatchObject({
      code: 'SLC9023',
    });
    expect((await filesOf(lake)).map(({ state }) => state)).toEqual(['QUEUED']);
  });

  test('a manifest that is there stands: its run date wins', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    const pins = { planDigest: CONFIG.plan.sha256, contractVersion: '1.0.0' };
    const manifest = manifestOf(CONFIG, await lake.ledger.pending('orders', 1), pins, new Date('2026-01-14T23:59:59Z'));
    lake.objects.set(`control/orders/batches/${manifest.batch_id}/manifest.json`, {
      body: bytesOf(manifest),
      etag: 'm',
    });

    await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }));

    expect((await lake.ledger.batch('orders', manifest.batch_id))?.runDate).toBe('2026-01-14');
  });

  test('files that were queued for an older plan run with that one, if a batch has used it', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    const newer: DatasetConfig = {
      ...CONFIG,
      contractVersion: '2.0.0',
      plan: { bucket: 'assets', key: 'new.json', sha256: CONFIG.code.digest },
    };
    lake.objects.set('assets/new.json', lake.objects.get('assets/package.zip') ?? { body: new Uint8Array(), etag: '' });
    lake.objects.set(`control/orders/plans/${CONFIG.plan.sha256}.json`, { body: new Uint8Array(), etag: 'p' });

    const { batches } = await call(lake, (ports) => dispatch(ports, newer, { now: true }));

    const batch = await lake.ledger.batch('orders', batches[0]?.batchId ?? '');
    expect([batch?.planDigest, batch?.contractVersion, batch?.detail]).toEqual([CONFIG.plan.sha256, '1.0.0', null]);
  });

  test('otherwise the deployed plan takes its place, and their history says so', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    const newer: DatasetConfig = {
      ...CONFIG,
      contractVersion: '2.0.0',
      plan: { bucket: 'assets', key: 'new.json', sha256: CONFIG.code.digest },
    };
    lake.objects.set('assets/new.json', lake.objects.get('assets/package.zip') ?? { body: new Uint8Array(), etag: '' });

    await call(lake, (ports) => dispatch(ports, newer, { now: true }));

    const [file] = await filesOf(lake);
    expect(file?.planDigest).toBe(newer.plan.sha256);
    expect(file?.history.at(-1)).toMatchObject({
      to: 'RUNNING',
      contractVersion: '2.0.0',
      detail: expect.stringContaining(CONFIG.plan.sha256),
    });
  });

  test('no room at Glue loses nothing: the batch keeps its slot and is started later', async () => {
    const lake = lakeOf({ throttled: 1 });
    await lake.queue(['a']);

    expect(await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }))).toMatchObject({
      batches: [{ jobRunId: null }],
      slotsFree: 1,
    });
    await call(lake, (ports) => reconcile(ports, CONFIG));

    const [batch] = await lake.ledger.openBatches('orders');
    expect(batch).toMatchObject({ state: 'STARTED', jobRunId: null, reason: 'start-throttled', slot: 0 });
    // Cut, started, no room; taken up again, no room.
    expect(batch?.history.map(({ reason }) => reason)).toEqual([
      null,
      null,
      'start-throttled',
      null,
      'start-throttled',
    ]);
    expect(metric(lake, 'StartThrottled')).toEqual([1, 1]);
  });

  test('what found no room is started once, however many see at the same moment that there is some now', async () => {
    const lake = lakeOf();
    await lake.queue(['a']);
    await call(lake, (ports) => {
      const runs = Object.assign(Object.create(ports.runs), {
        start: async () => ({ kind: 'later', why: 'ConcurrentRunsExceededException' }),
      });
      return dispatch({ ...ports, runs }, CONFIG, { now: true });
    });
    expect(lake.runs).toEqual([]);

    await call(lake, (ports) => Promise.all([1, 2, 3, 4].map(() => reconcile(ports, CONFIG))));

    expect(lake.runs).toHaveLength(1);
    await comeToRest(lake);
    expect(await brokenPromises(lake, () => ['SUCCEEDED'])).toEqual([]);
  });
});

test('a dispatcher whose hold on its slot is over starts nothing; reconcile does, when there is a slot', async () => {
  const lake = lakeOf();
  await lake.queue(['a']);
  const tooLate = { bindSlot: async () => false };

  const summary = await call(lake, (ports) =>
    dispatch({ ...ports, ledger: Object.assign(Object.create(ports.ledger), tooLate) }, CONFIG, { now: true }),
  );

  expect(summary.batches.map(({ jobRunId }) => jobRunId)).toEqual([null]);
  expect(lake.runs).toEqual([]);
  lake.pass(120);
  await comeToRest(lake);
  expect(await brokenPromises(lake, () => ['SUCCEEDED'])).toEqual([]);
});

describe('a batch that fails', () => {
  test('without a known reason is halved until the bad file is alone; all others are loaded', async () => {
    const isPoison = (key: string) => key.endsWith('poison');
    const lake = lakeOf({ behaviour: { isPoison, isRefused: () => false } });
    await lake.queue(['a', 'b', 'poison', 'z']);

    await comeToRest(lake);

    expect(await brokenPromises(lake, ({ key }) => [isPoison(key) ? 'QUARANTINED job-failed' : 'SUCCEEDED'])).toEqual(
      [],
    );
    // 4 files twice, the good half, the bad half twice, then each alone.
    expect(lake.runs).toHaveLength(2 + 1 + 2 + 1 + 2);
    expect(metric(lake, 'RunFailed').filter((failed) => failed === 1)).toHaveLength(6);
    expect(metric(lake, 'RunFailed')).toHaveLength(8);
    expect(metric(lake, 'FailedInWrite')).toHaveLength(6);
    const bad = (await filesOf(lake)).find(({ key }) => isPoison(key));
    expect(bad?.detail).toContain('SLC5199');
    expect(bad?.queued).toBe(3);
  });

  test('by its plan is quarantined with that code, after one run', async () => {
    const lake = lakeOf({ trouble: 1, troubleCode: 'SLC5104' });
    await lake.queue(['a', 'b']);

    await comeToRest(lake);

    expect(await brokenPromises(lake, () => ['QUARANTINED SLC5104'])).toEqual([]);
    expect(lake.runs).toHaveLength(1);
  });

  test('by its environment uses its attempts up, and is then quarantined with the reason', async () => {
    const lake = lakeOf({ trouble: 1 });
    await lake.queue(['a', 'b']);

    await comeToRest(lake);

    expect(await brokenPromises(lake, () => ['QUARANTINED SLC5112'])).toEqual([]);
    expect(lake.runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect((await lake.ledger.recentBatches('orders', 9)).map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [3, 'SLC5112'],
    ]);
  });
});

test('what a dead run had published is gone before the next attempt is started', async () => {
  // It dies with both of its files published and nothing committed.
  let published = 0;
  for (let death = 8; death < 40; death += 1) {
    const lake = lakeOf({ deathOfRun: (number) => (number === 1 ? death : undefined) });
    await lake.queue(['a', 'b']);
    await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }));
    const inTable = () => [...lake.objects.keys()].filter((key) => key.startsWith('processed/')).length;
    if (lake.runs[0]?.state !== 'FAILED' || inTable() === 0 || (await batchHeadOf(lake)) === 'committed') continue;
    published += 1;
    lake.pass(61);

    const noRoom = async () => ({ kind: 'later' as const, why: 'none' });
    await call(lake, (ports) => reconcile({ ...ports, runs: { ...ports.runs, start: noRoom } }, CONFIG));

    expect(inTable(), `died at ${death}`).toBe(0);
    expect(await batchHeadOf(lake)).toBe('open');
  }
  expect(published).toBeGreaterThan(2);
});

test('a file is told of from its arrival to its end', async () => {
  const lake = lakeOf({ behaviour: { isRefused: (key) => key.endsWith('bad'), isPoison: () => false } });
  await lake.queue(['bad', 'good']);

  await comeToRest(lake);

  const told = (await filesOf(lake)).map(({ history }) =>
    history.map(({ to, actor, jobRunId }) => [to, actor, jobRunId]),
  );
  const way = [
    ['RECEIVED', 'intake', null],
    ['QUEUED', 'intake', null],
    ['RUNNING', 'dispatch', null],
  ];
  expect(told).toEqual([
    [...way, ['QUARANTINED', 'reconcile', 'jr_1']],
    [...way, ['SUCCEEDED', 'reconcile', 'jr_1']],
  ]);
  expect(lake.decisions.map(({ decision, job_run_id, etag }) => [decision, job_run_id, etag])).toEqual([
    ['started', 'jr_1', 'e'],
    ['started', 'jr_1', 'e'],
    ['succeeded', 'jr_1', 'e'],
    ['quarantined', 'jr_1', 'e'],
  ]);
  expect([metric(lake, 'FilesSucceeded'), metric(lake, 'FilesQuarantined'), metric(lake, 'RowsAccepted')]).toEqual([
    [1],
    [1],
    [1],
  ]);
  expect(lake.nudges).toEqual(['dispatch']);
});

test('a slot whose batch is gone is given back', async () => {
  const lake = lakeOf();
  await lake.ledger.takeSlot({
    datasetId: 'orders',
    slots: 2,
    holder: 'd',
    now: '2026-01-15T10:00:00Z',
    leaseUntil: '2026-01-15T10:03:00Z',
  });
  await lake.ledger.bindSlot('orders', 0, 'd', 'f'.repeat(24));

  expect(await call(lake, (ports) => reconcile(ports, CONFIG))).toMatchObject({ slotsFreed: 1 });
  expect((await lake.ledger.slots('orders')).map(({ holder }) => holder)).toEqual([null]);
});

test('a batch that cannot be handled holds up no other, and shows', async () => {
  const lake = lakeOf();
  await lake.queue(['a', 'b', 'c', 'd', 'e']);
  await call(lake, (ports) => dispatch(ports, CONFIG, { now: true }));
  const [first] = await lake.ledger.openBatches('orders');
  lake.objects.delete(`control/orders/batches/${first?.batchId}/head.json`);
  lake.pass(61);

  await expect(call(lake, (ports) => reconcile(ports, CONFIG))).rejects.toMatchObject({ code: 'SLC9024' });
  expect((await lake.ledger.openBatches('orders')).map(({ batchId }) => batchId)).toEqual([first?.batchId]);
});
