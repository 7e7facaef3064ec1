import { expect, it } from 'vitest';
import { type Ended, inProcess } from '../sluice.ts';
import type { SharedLake } from './lake.ts';
import { alarmsOf } from './observed.ts';

interface Outcome {
  readonly ok: boolean;
  readonly equations: readonly { readonly id: string; readonly dataset: string; readonly holds: boolean }[];
  readonly queries: readonly { readonly passed: boolean }[];
  readonly datasets: readonly {
    readonly dataset: string;
    readonly versions: number;
    readonly duplicates: number;
    readonly runs: readonly { readonly state: string }[];
    readonly files: readonly { readonly key: string; readonly state: string; readonly reason: string | null }[];
  }[];
  readonly costs: readonly { readonly comparison: { readonly factor: number; readonly inputs: readonly object[] } }[];
  readonly limits: readonly { readonly what: string; readonly value: number; readonly holds: boolean }[];
  readonly alarms: readonly { readonly name: string; readonly reason: string }[];
  readonly explained: readonly { readonly text: string }[];
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
}

/** What `npm start` promises, on a few days of the year. */
export function demoTests(given: () => { readonly demo: Ended; readonly shared: SharedLake }): void {
  const outcome = () => JSON.parse(given().demo.out) as Outcome;

  it('counts every planted object and row, and says nothing else to a program', () => {
    const { ok, equations, queries } = outcome();

    expect(given().demo.err).toBe('');
    expect(equations.filter(({ holds }) => !holds)).toEqual([]);
    expect(equations.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['planted-states', 'dead-letters', 'repeated-once', 'planted-rows', 'table-rows']),
    );
    expect(queries.map(({ passed }) => passed)).toEqual([true, true, true]);
    expect(ok).toBe(true);
  });

  it('has one state for every object version, with the reason that it must have', () => {
    const refused = outcome().datasets.map(({ dataset, files }) => [
      dataset,
      files.flatMap(({ state, reason }) => (state === 'SUCCEEDED' ? [] : [`${state} ${reason}`])).sort(),
    ]);

    expect(Object.fromEntries(refused)).toEqual({
      flights: [
        'IGNORED empty',
        'IGNORED folder-marker',
        'IGNORED suffix',
        'QUARANTINED key-overwritten',
        'QUARANTINED missing-column',
      ],
      sales: ['QUARANTINED gzip-broken'],
      baggage: ['IGNORED contract-retired'],
    });
  });

  it('knows the identical event again, twenty times, and loads its file once', () => {
    const [flights] = outcome().datasets;

    expect(flights?.duplicates).toBeGreaterThanOrEqual(20);
    expect(flights?.runs.map(({ state }) => state)).toEqual(['SUCCEEDED']);
  });

  it('has what is no event out of the way, and somebody told of it and of the refused files', () => {
    const { alarms, limits } = outcome();

    expect(
      limits.filter(({ what }) => what.includes('dead-letter queue')).map(({ value }) => value)[0],
    ).toBeLessThanOrEqual(60);
    expect(alarms.map(({ name }) => name).sort()).toEqual([
      'sluice-flights-dead-letters',
      'sluice-flights-quarantine',
      'sluice-sales-quarantine',
    ]);
    for (const { reason } of alarms) expect(reason).toMatch(/^Threshold Crossed/);
  });

  it('says what one run per file would have cost, with every input, and explains what it shows', () => {
    const { costs, explained } = outcome();

    expect(costs.map(({ comparison }) => comparison.inputs.length)).toEqual([5, 5]);
    for (const { comparison } of costs) expect(comparison.factor).toBeGreaterThan(3);
    expect(
      explained.map(({ text }) => /its event came again \d+ times|missing-column|range:year/.exec(text)?.[0]),
    ).toEqual([expect.stringMatching(/^its event came again 2\d times$/), 'missing-column', 'range:year']);
  });

  it('leaves its lake up: the commands that it names work there', async () => {
    const { environment, target } = given().shared;

    expect((await alarmsOf(target)).size).toBeGreaterThanOrEqual(3);
    const status = await inProcess(['status', '--json'], environment);
    expect(status.status, status.err).toBe(0);
    const drift = await inProcess(['drift', 'flights'], environment);
    expect(drift.out).toContain('gate');
  });
}
