import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dispatch } from '../dispatch/dispatch.ts';
import type { FileRecord } from '../model.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { brokenPromises } from './invariants.ts';
import { SimulatedLake, type World } from './lake.ts';
import { chanceOf } from './random.ts';
import { comeToRest } from './simulation.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const isRefused = (key: string) => key.includes('refused');
const isPoison = (key: string) => key.includes('poison');

/** Files by name: every seventh is refused by the job, every eleventh kills its run. */
const KEYS = Array.from(
  { length: 14 },
  (_, index) => `${index % 7 === 3 ? 'refused' : index % 11 === 9 ? 'poison' : 'good'}-${index}`,
);

type Unkind = Omit<World, 'chance' | 'behaviour'>;

/**
 * Two dispatchers and two reconcilers at once, with whatever else goes wrong; actors sleep over the passing of time,
 * also longer than their leases. In the end the schedule's usual calls bring everything to rest.
 */
async function play(seed: number, unkind: Unkind, lambdaDeaths: number) {
  const chance = chanceOf(seed);
  const lake = new SimulatedLake({ chance, behaviour: { isRefused, isPoison }, ...unkind });
  const calls: Promise<void>[] = [];
  const death = () => (chance.is(lambdaDeaths) ? 1 + chance.below(150) : undefined);
  for (let round = 0; round < 6; round += 1) {
    await lake.queue(KEYS.filter((_, index) => index % 6 === round));
    for (let twin = 1; twin <= 2; twin += 1) {
      const now = chance.is(0.7);
      calls.push(lake.invoke(`dispatch ${round}.${twin}`, death(), (ports) => dispatch(ports, lake.config, { now })));
      calls.push(lake.invoke(`reconcile ${round}.${twin}`, death(), (ports) => reconcile(ports, lake.config)));
    }
    await lake.schedule.run(chance.below(400));
    lake.pass(chance.below(120));
  }
  const ticks = await comeToRest(lake);
  await Promise.all(calls);
  return { lake, ticks };
}

const mayEnd =
  (unkind: Unkind) =>
  ({ key }: FileRecord): readonly string[] => {
    // Attempts are counted: when the world is unkind often enough, a good file's batch may use them all up.
    const bad = [
      ...((unkind.trouble ?? 0) > 0 ? ['QUARANTINED SLC5112'] : []),
      ...((unkind.runDeaths ?? 0) > 0 || unkind.zombies ? ['QUARANTINED job-failed'] : []),
    ];
    if (isPoison(key)) return ['QUARANTINED job-failed', ...bad];
    return [isRefused(key) ? 'QUARANTINED header-only' : 'SUCCEEDED', ...bad];
  };

function holds(unkind: Unkind, lambdaDeaths: number, numRuns: number) {
  return fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const { lake, ticks } = await play(seed, unkind, lambdaDeaths);
      const wrong = await brokenPromises(lake, mayEnd(unkind), (unkind.zombies ?? 0) > 0);

      expect(wrong, `seed ${seed}, ${ticks} ticks\n${lake.schedule.trace.slice(-400).join('\n')}`).toEqual([]);
    }),
    { numRuns: numRuns * SEARCH, seed: 20260115 },
  );
}

describe('two dispatchers and two reconcilers at once: nothing is lost, nothing is there twice', {
  timeout: 60_000,
}, () => {
  test('when nothing else goes wrong', () => holds({}, 0, 20));

  test('when Lambdas die anywhere', () => holds({}, 0.5, 50));

  test('when answers get lost and Glue has no room', () => holds({ lostAnswers: 0.05, throttled: 0.3 }, 0, 30));

  test('when runs die and copies land late', () => holds({ runDeaths: 0.5 }, 0.2, 50));

  test('when runs fail for a while', () => holds({ trouble: 0.4 }, 0.2, 25));

  test('when Glue calls runs terminal that still act', () => holds({ zombies: 0.2, runDeaths: 0.2 }, 0.2, 60));

  test('when everything goes wrong', () =>
    holds({ lostAnswers: 0.05, throttled: 0.2, runDeaths: 0.3, trouble: 0.1, zombies: 0.1 }, 0.3, 50));
});

test('a seed replays exactly', async () => {
  const unkind = { lostAnswers: 0.05, throttled: 0.2, runDeaths: 0.3, zombies: 0.1 };
  const [first, second] = [await play(7, unkind, 0.3), await play(7, unkind, 0.3)];

  expect(first.lake.schedule.trace.length).toBeGreaterThan(500);
  expect(second.lake.schedule.trace).toEqual(first.lake.schedule.trace);
});
