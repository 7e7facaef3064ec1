import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBatching } from './comparison.ts';
import { PRICES } from './price-list.ts';
import { costOfRequests } from './request-cost.ts';
import { costOfRuns, dpusOf, type Engine, type MeasuredRun, secondsPerFile } from './spark-cost.ts';

const ENGINE: Engine = { workerType: 'G.1X', workers: 2 };

describe('what runs cost, worked by hand', () => {
  it('a run of 7 seconds is billed as one minute: 2 DPU-minutes, $0.44 / 30', () => {
    const cost = costOfRuns([7], ENGINE);

    expect(cost).toMatchObject({ runs: 1, billedSeconds: 60, dpuMinutes: 2 });
    expect(cost.dollars).toBeCloseTo(0.014_666_667, 9);
  });

  it('beyond the minute every started second counts: 90.2 s on 4 G.2X are 91 x 8 DPU-seconds', () => {
    const cost = costOfRuns([90.2], { workerType: 'G.2X', workers: 4 });

    expect(cost.billedSeconds).toBe(91);
    expect(cost.dpuMinutes).toBeCloseTo(12.133_333, 6);
    expect(cost.dollars).toBeCloseTo((91 * 8 * 0.44) / 3600, 12);
  });

  it('a day of 200 files: 400 DPU-minutes and $2.93 one by one, 16 and $0.12 in 8 batches', () => {
    const runs = Array.from({ length: 8 }, () => ({ seconds: 50, files: 25 }));

    const { batched, onePerFile, factor } = compareBatching(runs, ENGINE);

    expect([batched.dpuMinutes, onePerFile.dpuMinutes]).toEqual([16, 400]);
    expect(onePerFile.dollars).toBeCloseTo(2.933_333, 6);
    expect(batched.dollars).toBeCloseTo(0.117_333, 6);
    expect(factor).toBeCloseTo(25, 9);
  });

  it('the share of a file is above the minimum only where a batch takes longer than a minute per file', () => {
    expect(secondsPerFile([{ seconds: 300, files: 2 }])).toEqual([150, 150]);
    expect(compareBatching([{ seconds: 300, files: 2 }], ENGINE)).toMatchObject({
      factor: 1,
      onePerFile: { billedSeconds: 300 },
    });
  });

  it('nothing costs nothing, and is no factor', () => {
    expect(compareBatching([], ENGINE)).toMatchObject({
      batched: { dollars: 0 },
      onePerFile: { dollars: 0 },
      factor: null,
    });
  });

  it('requests: a million each of messages, events and conditional writes are $0.40 + $1.00 + $0.625', () => {
    const bill = costOfRequests({ sqsRequest: 1e6, eventBridgeEvent: 1e6, dynamoDbWrite: 1e6 });

    expect(bill.lines.map(({ dollars }) => dollars)).toEqual([0.4, 1, 0.625]);
    expect(bill.dollars).toBeCloseTo(2.025, 12);
    expect(costOfRequests({ s3Put: 1000, s3Get: 1000 }).dollars).toBeCloseTo(0.0054, 12);
  });
});

it('a comparison prints every input with its source, and another price changes the result', () => {
  const { inputs } = compareBatching([{ seconds: 6.04, files: 50 }], ENGINE);

  expect(inputs.map(({ what, value }) => `${what}: ${value}`)).toEqual([
    'price: $0.44 per DPU-hour, us-east-1',
    'billed: max(60 s, t) per run',
    'workers: 2 x G.1X = 2 DPU',
    't of a batch: 6.0 s',
    't of one file: 0.1 s',
  ]);
  expect(inputs.every(({ source }) => source.length > 0)).toBe(true);
  const dear = { ...PRICES, prices: { ...PRICES.prices, glueDpuHour: { ...PRICES.prices.glueDpuHour, amount: 4.4 } } };
  expect(costOfRuns([60], ENGINE, dear).dollars).toBeCloseTo(costOfRuns([60], ENGINE).dollars * 10, 9);
});

it('what cannot be is refused, not billed', () => {
  expect(() => costOfRuns([Number.NaN], ENGINE)).toThrow('cannot take NaN');
  expect(() => costOfRuns([-1], ENGINE)).toThrow(RangeError);
  expect(() => dpusOf({ workerType: 'G.1X', workers: 0 })).toThrow('0 workers');
  expect(() => secondsPerFile([{ seconds: 1, files: 0.5 }])).toThrow('0.5 files');
  expect(() => costOfRequests({ s3Get: -1 })).toThrow('s3Get');
});

describe('for all runs', () => {
  const run: fc.Arbitrary<MeasuredRun> = fc.record({
    seconds: fc.double({ min: 0, max: 20_000, noNaN: true }),
    files: fc.integer({ min: 1, max: 3000 }),
  });
  const engine: fc.Arbitrary<Engine> = fc.record({
    workerType: fc.constantFrom('G.025X', 'G.1X', 'G.2X'),
    workers: fc.integer({ min: 1, max: 50 }),
  });

  it('batching never costs more than one run per file', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), engine, (runs, workers) => {
        const { batched, onePerFile } = compareBatching(runs, workers);

        // Shares are rounded as floats, started seconds up: a run can never be cheaper by being cut.
        expect(batched.dollars).toBeLessThanOrEqual(onePerFile.dollars * (1 + 1e-9));
      }),
    );
  });

  it('under the floor the price is that of the count alone', () => {
    const short = fc.record({
      seconds: fc.double({ min: 0, max: 60, noNaN: true }),
      files: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(short, { minLength: 1, maxLength: 6 }), engine, (runs, workers) => {
        const { factor } = compareBatching(runs, workers);

        expect(factor).toBeCloseTo(runs.reduce((sum, each) => sum + each.files, 0) / runs.length, 6);
      }),
    );
  });

  it('longer runs and more workers never cost less', () => {
    fc.assert(
      fc.property(run, engine, fc.double({ min: 0, max: 1000, noNaN: true }), ({ seconds }, workers, more) => {
        const cost = costOfRuns([seconds], workers).dollars;

        expect(costOfRuns([seconds + more], workers).dollars).toBeGreaterThanOrEqual(cost);
        expect(costOfRuns([seconds], { ...workers, workers: workers.workers + 1 }).dollars).toBeGreaterThan(cost);
      }),
    );
  });
});
