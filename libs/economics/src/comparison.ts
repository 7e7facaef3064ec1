import { PRICES, type PriceList } from './price-list.ts';
import { costOfRuns, dpusOf, type Engine, type MeasuredRun, type SparkCost, secondsPerFile } from './spark-cost.ts';

/** One number that went into a result, and where it is from: a result without its inputs is an opinion. */
export interface CostInput {
  readonly what: string;
  readonly value: string;
  readonly source: string;
}

/** What the runs cost, what one run per file would have cost, and everything that the two were worked out from. */
export interface BatchingComparison {
  readonly batched: SparkCost;
  readonly onePerFile: SparkCost;
  /** How many times as much; null when nothing ran. */
  readonly factor: number | null;
  readonly inputs: readonly CostInput[];
}

/**
 * Holds runs of batches against one run per file. A model: the seconds are as they were measured, wherever that was.
 */
export function compareBatching(
  runs: readonly MeasuredRun[],
  engine: Engine,
  prices: PriceList = PRICES,
): BatchingComparison {
  const seconds = runs.map((run) => run.seconds);
  const batched = costOfRuns(seconds, engine, prices);
  const onePerFile = costOfRuns(secondsPerFile(runs), engine, prices);
  return {
    batched,
    onePerFile,
    factor: batched.dollars === 0 ? null : onePerFile.dollars / batched.dollars,
    inputs: inputsOf(runs, engine, prices),
  };
}

function inputsOf(runs: readonly MeasuredRun[], engine: Engine, prices: PriceList): readonly CostInput[] {
  const seconds = runs.map((run) => run.seconds);
  const files = runs.reduce((sum, run) => sum + run.files, 0);
  const { amount, unit, source } = prices.prices.glueDpuHour;
  const { workers, workerType } = engine;
  return [
    { what: 'price', value: `$${amount} per ${unit}, ${prices.region}`, source: `${source}, ${prices.date}` },
    {
      what: 'billed',
      value: `max(${prices.glueMinimumSeconds.amount} s, t) per run`,
      source: prices.glueMinimumSeconds.source,
    },
    { what: 'workers', value: `${workers} x ${workerType} = ${dpusOf(engine)} DPU`, source: "the dataset's engine" },
    {
      what: 't of a batch',
      value: spread(seconds),
      source: `${runs.length} ${runs.length === 1 ? 'run as it was' : 'runs as they were'} measured`,
    },
    {
      what: 't of one file',
      value: spread(secondsPerFile(runs)),
      source: `its share of its batch's run (${files} files), starting counted as nothing: the least that it could be`,
    },
  ];
}

/** `6.1 to 9.8 s`. */
function spread(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const text = (value: number) => value.toFixed(1);
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))].map(text);
  return least === most ? `${least} s` : `${least} to ${most} s`;
}
