import { fork } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dispatch } from '../../dispatch/dispatch.ts';
import { all } from '../../ledger/testing/records.ts';
import { reconcile } from '../../reconcile/reconcile.ts';
import { CONFIG } from '../../simulation/lake.ts';
import { moveFile } from '../../transitions.ts';
import type { LakePorts } from '../lake-ports.ts';
import { createFolderLedger } from './folder-ledger.ts';
import { createFolderPorts } from './folder-ports.ts';
import { openLedgerFile } from './ledger-file.ts';
import { PYTHON, scratchLake, watched } from './testing/folder-lake.ts';
import { jobObjects, runsInProcess } from './testing/runs-in-process.ts';

const KEYS = ['a', 'refused-b', 'c'];
const silent = { decision: () => {}, event: () => {}, metrics: () => {} };
const config = { ...CONFIG, graceSeconds: 0, batch: { ...CONFIG.batch, maxFiles: 2 } };

/** Files wait on folders; the control plane dies at its n-th call of a port, and another one goes on. */
async function scenario(death: number | undefined) {
  using lake = scratchLake();
  const objects = jobObjects(lake);
  for (const [name, body] of Object.entries({ 'plan.json': '{"plan":1}', 'package.zip': 'zip', 'main.py': 'main' }))
    await objects.put('assets', name, Buffer.from(body));
  let passed = 0;
  const clock = { now: () => new Date(Date.now() + passed), sleep: async () => {} };
  const real = createFolderPorts(lake, { python: PYTHON, environment: {}, telemetry: silent, clock });
  try {
    const job = runsInProcess(real, config, objects, () => ({
      isRefused: (key) => key.includes('refused'),
      isPoison: () => false,
      trouble: undefined,
    }));
    const ports: LakePorts = { ...real, runs: job.runs };
    await queue(ports);
    let moments = 0;
    const onCall = () => {
      moments += 1;
      if (moments === death) throw new Error('crash');
    };
    const mortal = {
      ...ports,
      ledger: watched(ports.ledger, onCall),
      store: watched(ports.store, onCall),
      runs: watched(ports.runs, onCall),
    };
    const cut = (to: LakePorts) => dispatch(to, config, { now: true });
    for (const one of [cut, (to: LakePorts) => reconcile(to, config)]) {
      await one(mortal).catch((error: Error) => expect(error.message).toBe('crash'));
      await job.settled();
    }
    for (let look = 0; look < 10; look += 1) {
      // Longer than the lease of who has died.
      passed += 200_000;
      await dispatch(ports, config, { now: true });
      await job.settled();
      await reconcile(ports, config);
      const isDone =
        (await ports.ledger.openBatches('orders')).length + (await ports.ledger.pending('orders', 1)).length;
      if (isDone === 0) break;
    }
    return { moments, ...(await outcomeOf(ports)), runs: job.known.length };
  } finally {
    real.close();
  }
}

async function queue({ ledger, clock }: LakePorts): Promise<void> {
  for (const key of KEYS) {
    const at = clock.now().toISOString();
    const id = { datasetId: 'orders', bucket: 'raw', key: `incoming/orders/${key}`, versionId: 'v1' };
    await ledger.receive({ ...id, etag: 'e', sizeBytes: 10, sequencer: '1', eventTime: at }, at);
    const change = { planDigest: config.plan.sha256, contractVersion: '1.0.0' };
    await ledger.moveFile(moveFile(id, ['RECEIVED', 'QUEUED'], { at, actor: 'intake' }, change));
  }
}

async function outcomeOf({ ledger, store }: LakePorts) {
  const rows: string[] = [];
  for (const key of await store.list('processed', 'orders/'))
    rows.push(...(JSON.parse(Buffer.from((await store.read('processed', key))?.body ?? '').toString()) as string[]));
  const left: string[] = [];
  for (const key of await store.list('control', '')) if (/(?:^|\/)(?:in|staging)\//.test(key)) left.push(key);
  return {
    states: (await all(ledger.filesOf('orders'))).map(({ key, state, reason }) => `${key} ${state} ${reason}`),
    rows: rows.sort(),
    open: (await ledger.openBatches('orders')).length,
    // A dead dispatcher's hold ends by itself.
    slots: (await ledger.slots('orders')).filter((slot) => slot.holder !== null && slot.leaseUntil === null).length,
    left,
  };
}

const EXPECTED = {
  states: [
    'incoming/orders/a SUCCEEDED null',
    'incoming/orders/c SUCCEEDED null',
    'incoming/orders/refused-b QUARANTINED header-only',
  ],
  rows: ['incoming/orders/a@v1', 'incoming/orders/c@v1'],
  open: 0,
  slots: 0,
  left: [],
  runs: 2,
};

test('dispatch and reconcile may die at any call of a port: every file is in once, in one run', {
  timeout: 120_000,
}, async () => {
  const { moments, ...whole } = await scenario(undefined);
  expect(whole).toEqual(EXPECTED);
  expect(moments).toBeGreaterThan(100);

  for (let death = 1; death <= moments; death += 2) {
    const { moments: _moments, ...after } = await scenario(death);
    expect(after, `died at ${death} of ${moments}`).toEqual(EXPECTED);
  }
});

test('a process killed while it writes the ledger leaves every change whole', async () => {
  using lake = scratchLake();
  const path = join(lake.root, 'ledger', 'ledger.db');
  for (let round = 0; round < 4; round += 1) {
    const child = fork(join(import.meta.dirname, 'testing/busy-ledger.fixture.ts'), [path], { stdio: 'ignore' });
    await new Promise((resolve) => child.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, 30 + 40 * round));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;

    const file = openLedgerFile(path);
    const ledger = createFolderLedger(file);
    const files = await all(ledger.filesOf('flights'));
    expect(files.length).toBeGreaterThan(0);
    // What the child writes in one change, it writes in pairs.
    const queued = files.filter(({ state }) => state === 'QUEUED');
    expect(queued.length % 2).toBe(0);
    expect(await ledger.pending('flights', 1e6)).toHaveLength(queued.length);
    expect(file.one('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    file.close();
  }
});
