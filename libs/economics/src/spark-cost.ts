import { PRICES, type PriceList, unitPrice } from './price-list.ts';

/** Data processing units of one worker (AWS Glue, worker types of Spark jobs). */
export const WORKER_DPUS = { 'G.025X': 0.25, 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 } as const;

/** What a run gets: so many workers of one type. */
export interface Engine {
  readonly workerType: keyof typeof WORKER_DPUS;
  readonly workers: number;
}

/** One finished run: how long it took, and for how many files. */
export interface MeasuredRun {
  readonly seconds: number;
  readonly files: number;
}

/** What runs cost. */
export interface SparkCost {
  readonly runs: number;
  /** After the minimum; wall time of the bill, not of the machines. */
  readonly billedSeconds: number;
  readonly dpuMinutes: number;
  readonly dollars: number;
}

/** What a run of so many seconds is billed for. Started seconds count whole, and none less than the minimum. */
function billedSeconds(seconds: number, prices: PriceList = PRICES): number {
  if (!(seconds >= 0 && Number.isFinite(seconds))) throw new RangeError(`a run cannot take ${seconds} seconds`);
  return Math.max(prices.glueMinimumSeconds.amount, Math.ceil(seconds));
}

/** DPUs of a run while it lasts. */
export function dpusOf({ workerType, workers }: Engine): number {
  if (!(Number.isInteger(workers) && workers > 0)) throw new RangeError(`a run cannot have ${workers} workers`);
  return WORKER_DPUS[workerType] * workers;
}

/** The bill of runs that took so long each: max(60 s, t) x workers, at the price of a DPU-hour. */
export function costOfRuns(seconds: readonly number[], engine: Engine, prices: PriceList = PRICES): SparkCost {
  const billed = seconds.reduce((sum, each) => sum + billedSeconds(each, prices), 0);
  const dpuSeconds = billed * dpusOf(engine);
  return {
    runs: seconds.length,
    billedSeconds: billed,
    dpuMinutes: dpuSeconds / 60,
    dollars: (dpuSeconds / 3600) * unitPrice(prices, 'glueDpuHour'),
  };
}

/**
 * How long every file would have taken in a run of its own, at the least: its share of the run that it was in, as if
 * starting a session cost nothing. Real runs of one file take longer, so the comparison flatters them.
 */
export function secondsPerFile(runs: readonly MeasuredRun[]): readonly number[] {
  return runs.flatMap(({ seconds, files }) => {
    if (!(Number.isInteger(files) && files >= 0)) throw new RangeError(`a run cannot have ${files} files`);
    return new Array<number>(files).fill(files === 0 ? 0 : seconds / files);
  });
}
