import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configOf, intakeLake, sample } from '../../intake/testing/intake-lake.ts';
import { all } from '../../ledger/testing/records.ts';
import type { Behaviour } from '../../simulation/job.ts';
import { type BringIn, bringIn } from './bring-in.ts';
import { deployToFolder } from './folder-config.ts';
import { createFolderPorts } from './folder-ports.ts';
import { PYTHON, scratchLake } from './testing/folder-lake.ts';
import { jobObjects, runsInProcess } from './testing/runs-in-process.ts';

const { services } = await intakeLake({ datasetId: 'flights' });
const GOOD = sample('flights', 'valid.csv');
const silent = { decision: () => {}, event: () => {}, metrics: () => {} };
const well: Behaviour = { isRefused: () => false, isPoison: () => false, trouble: undefined };

/** A folder of files and a lake whose job behaves as it is told. */
async function begin(files: readonly string[]) {
  const lake = scratchLake();
  const inbox = `${lake.root} inbox`;
  mkdirSync(inbox);
  for (const name of files) writeFileSync(join(inbox, name), GOOD);
  const clock = { now: () => new Date(), sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)) };
  const real = createFolderPorts(lake, { python: PYTHON, environment: {}, telemetry: silent, clock });
  onTestFinished(() => {
    real.close();
    lake[Symbol.dispose]();
    rmSync(inbox, { recursive: true });
  });
  const deployed = await deployToFolder(real.store, {
    ...{ datasetId: 'flights', contractVersion: '1.2.0', status: 'active', maxFiles: 10, maxBytes: 1 << 30, slots: 2 },
    ...{ plan: Buffer.from('{}'), package: Buffer.from('zip') },
  });
  const config = { ...configOf('flights'), ...deployed };
  let behaviour = well;
  const job = runsInProcess(real, config, jobObjects(lake), () => behaviour);
  const task: BringIn = {
    ...{ lake, config, dataset: services.dataset, signal: new AbortController().signal },
    ports: { ...real, runs: job.runs },
  };
  return {
    task,
    job,
    behave: (how: Partial<Behaviour>) => {
      behaviour = { ...well, ...how };
    },
    bring: (of: Partial<BringIn> = {}) => bringIn(inbox, { ...task, ...of }),
    states: async () =>
      (await all(real.ledger.filesOf('flights'))).map(
        ({ key, state, reason }) => `${key.slice('incoming/flights/'.length)} ${state} ${reason}`,
      ),
  };
}

describe('a folder that is brought in', () => {
  test('is loaded in one batch, and again nothing happens', async () => {
    const { bring, states } = await begin(['a.csv', 'b.csv']);

    const first = await bring();
    const again = await bring();

    expect(await states()).toEqual(['a.csv SUCCEEDED null', 'b.csv SUCCEEDED null']);
    expect(first.settled.map(({ batchHead, runs }) => [batchHead.state, runs])).toEqual([['committed', 1]]);
    expect(again).toMatchObject({ settled: [], recovered: 0, taken: { known: 2, decided: [] } });
  });

  test('waits for nobody’s lease: what a killed command has begun is taken up at once', async () => {
    const { bring, states, task } = await begin(['a.csv']);
    const { ledger } = task.ports;
    let isDead = false;
    const dying: typeof ledger = {
      ...ledger,
      moveBatch: async (step) => {
        isDead = true;
        throw new Error(`killed before ${step.to.state}`);
      },
    };

    await expect(bring({ ports: { ...task.ports, ledger: dying } })).rejects.toThrow('killed before STARTED');
    expect(isDead && (await ledger.openBatches('flights')).map(({ state }) => state)).toEqual(['PREPARING']);
    const startedAt = Date.now();
    const { recovered } = await bring();

    expect(recovered).toBe(1);
    expect(await states()).toEqual(['a.csv SUCCEEDED null']);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  test('tells of a batch that failed, and the next time its files are tried again', async () => {
    const { bring, states, behave } = await begin(['a.csv', 'b.csv']);
    behave({ trouble: 'SLC5111' });

    const { settled } = await bring();
    const failed = await states();
    behave({});
    const later = await bring();

    expect(settled.map(({ batchHead, report, runs }) => [batchHead.state, report?.code, runs])).toEqual([
      ['failed', 'SLC5111', 3],
    ]);
    expect(failed).toEqual(['a.csv QUARANTINED SLC5111', 'b.csv QUARANTINED SLC5111']);
    expect(later.settled.map(({ batchHead }) => batchHead.state)).toEqual(['committed']);
    expect(await states()).toEqual(['a.csv SUCCEEDED null', 'b.csv SUCCEEDED null']);
  });

  test('finds the file that nobody can load by halves, and loads the others', async () => {
    const { bring, states, behave } = await begin(['a.csv', 'b.csv', 'poison.csv', 'z.csv']);
    behave({ isPoison: (key) => key.endsWith('poison.csv') });

    const { settled } = await bring();

    expect(await states()).toEqual([
      'a.csv SUCCEEDED null',
      'b.csv SUCCEEDED null',
      'poison.csv QUARANTINED job-failed',
      'z.csv SUCCEEDED null',
    ]);
    expect(settled.filter(({ batch }) => batch.reason === 'batch-halved').length).toBeGreaterThan(0);
  });

  test('a file that the job refused stays refused', async () => {
    const { bring, states, behave } = await begin(['a.csv', 'bad.csv']);
    behave({ isRefused: (key) => key.endsWith('bad.csv') });

    await bring();
    const again = await bring();

    expect(await states()).toEqual(['a.csv SUCCEEDED null', 'bad.csv QUARANTINED header-only']);
    expect(again.settled).toEqual([]);
  });

  test('ends with the signal, and the next call goes on', async () => {
    const { bring, states } = await begin(['a.csv']);
    const stop = new AbortController();

    await expect(bring({ signal: stop.signal, onTakenIn: () => stop.abort(new Error('Ctrl-C')) })).rejects.toThrow(
      'Ctrl-C',
    );
    expect(await states()).toEqual(['a.csv QUEUED null']);
    await bring();

    expect(await states()).toEqual(['a.csv SUCCEEDED null']);
  });
});
