import { describe, expect, test } from 'vitest';
import { dispatch } from '../dispatch/dispatch.ts';
import type { FileRecord } from '../model.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { brokenPromises } from './invariants.ts';
import { SimulatedLake } from './lake.ts';
import { chanceOf } from './random.ts';
import type { Death } from './schedule.ts';
import { comeToRest } from './simulation.ts';

const KEYS = ['a', 'b', 'c', 'refused-d', 'e', 'f'];
const isRefused = (key: string) => key.includes('refused');
const mayEnd = (file: FileRecord) => (isRefused(file.key) ? ['QUARANTINED header-only'] : ['SUCCEEDED']);

interface Deaths {
  readonly dispatch?: Death;
  readonly reconcile?: Death;
  readonly run?: Death;
}

/**
 * Files wait; dispatch and then reconcile are called, each dies where it is told to; then the schedule goes on as ever.
 */
async function scenario(deaths: Deaths, maxAttempts = 3) {
  const chance = chanceOf(1);
  const lake = new SimulatedLake({
    chance,
    behaviour: { isRefused, isPoison: () => false },
    deathOfRun: (number) => (number === 1 ? deaths.run : undefined),
  });
  await lake.queue(KEYS);
  lake.pass(61);
  let moments = 0;
  const call = async (name: 'dispatch' | 'reconcile', body: typeof dispatch | typeof reconcile) => {
    const death = deaths[name];
    const done = lake.schedule.begin(name, death, async (actor) => {
      try {
        await body(lake.portsOf(actor), { ...lake.config, maxAttempts });
      } finally {
        moments = actor.moments;
      }
    });
    await lake.schedule.run();
    await done;
    return moments;
  };
  const dispatched = await call('dispatch', dispatch);
  lake.pass(61);
  const reconciled = await call('reconcile', reconcile);
  const ticks = await comeToRest(lake);
  return {
    lake,
    ticks,
    moments: { dispatch: dispatched, reconcile: reconciled },
    wrong: await brokenPromises(lake, mayEnd),
  };
}

test('without an accident every file is in the table once, after one dispatch and one reconcile', async () => {
  const { lake, wrong, ticks } = await scenario({});

  expect(wrong).toEqual([]);
  expect(ticks).toBe(1);
  expect(lake.runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(lake.metrics.filter(({ name }) => name === 'RunFailed').map(({ value }) => value)).toEqual([0, 0]);
  expect(lake.decisions.filter(({ decision }) => decision === 'started').length).toBe(KEYS.length);
  expect(lake.metrics.filter(({ name }) => name === 'ArrivalToCommitted').flatMap(({ value }) => value)).toHaveLength(
    KEYS.length - 1,
  );
});

describe('a crash between any two requests', { timeout: 60_000 }, () => {
  test('of dispatch', async () => {
    const { moments } = await scenario({});
    expect(moments.dispatch).toBeGreaterThan(60);

    for (let death = 1; death <= moments.dispatch; death += 1) {
      const { wrong, lake } = await scenario({ dispatch: death });

      expect(wrong, `dispatch died at ${death}\n${lake.schedule.trace.join('\n')}`).toEqual([]);
      // Also when it died just after StartJobRun: the run is found by its arguments, and no batch has two.
      expect(new Set(lake.runs.map(({ batchId }) => batchId)).size, `dispatch died at ${death}`).toBe(lake.runs.length);
    }
  });

  test('of reconcile, after a success', async () => {
    const { moments } = await scenario({});
    expect(moments.reconcile).toBeGreaterThan(50);

    for (let death = 1; death <= moments.reconcile; death += 1) {
      const { wrong, lake } = await scenario({ reconcile: death });

      expect(wrong, `reconcile died at ${death}\n${lake.schedule.trace.join('\n')}`).toEqual([]);
      expect(lake.runs.length).toBe(2);
    }
  });

  test('of the run, and then of the reconcile that takes it over', async () => {
    for (const run of [1, 4, 9, 12, 16, 18, 20, 21, 22, 23, 24, 25, 26, 28, 30, 34]) {
      const { wrong, lake, moments } = await scenario({ run });

      expect(wrong, `the run died at ${run}\n${lake.schedule.trace.join('\n')}`).toEqual([]);
      for (let death = 1; death <= moments.reconcile; death += 3) {
        const both = await scenario({ run, reconcile: death });

        expect(both.wrong, `run ${run}, reconcile ${death}\n${both.lake.schedule.trace.join('\n')}`).toEqual([]);
      }
    }
  });
});
