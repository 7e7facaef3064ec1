import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Plan } from '@sluice/protocol';
import { type Outcome, readOutcome } from '../outcome.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import type { SuiteOptions } from '../suite-options.ts';
import { table } from '../table.ts';
import { type Timing, Worker } from '../worker.ts';

/**
 * Who runs, in the order of each round. `ours` is the data plane of `glue/`: byte scan, Spark job, footers and counts.
 */
const CONTESTANTS = ['ours', 'naive', 'duckdb', 'polars'] as const;
type Contestant = (typeof CONTESTANTS)[number];

const LABELS: Readonly<Record<Contestant, string>> = {
  ours: 'Sluice data plane (Spark)',
  naive: 'naive PySpark, native functions',
  duckdb: 'DuckDB, 2 threads',
  polars: 'Polars, streaming',
};

export interface DataPlaneResult {
  readonly rows: number;
  readonly bytes: number;
  readonly contestants: readonly {
    readonly name: Contestant;
    readonly wall: Spread;
    readonly cpu: Spread;
    readonly rowsPerCpuSecond: number;
    /** CPU of this contestant over CPU of ours, median of the rounds' own ratios. */
    readonly cpuRatio: Spread;
    readonly wallRatio: Spread;
    readonly files: number;
    readonly bytesWritten: number;
  }[];
}

/** Input of `copies` years, made once. */
function inputOf(options: SuiteOptions, copies: number): { folder: string; rows: number; bytes: number } {
  const folder = join(options.scratch, `flights-x${copies}`);
  const marker = join(folder, 'made.json');
  if (!existsSync(marker)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    options.say(`making ${copies} x 336,776 rows`);
    const made = execFileSync(
      options.python,
      [join(options.root, 'tools/bench/contestants/data.py'), folder, String(copies), marker],
      {
        encoding: 'utf8',
      },
    );
    options.say(made.trim());
  }
  return { folder, ...(JSON.parse(readFileSync(marker, 'utf8')) as { rows: number; bytes: number }) };
}

/**
 * The data plane against its peers, warm: one discarded round each, then `rounds` interleaved rounds.
 * Every contestant must have written the same accepted rows and the same rejected rows, or the benchmark fails.
 */
export async function benchDataPlane(options: SuiteOptions, copies: number): Promise<DataPlaneResult> {
  const input = inputOf(options, copies);
  const planFile = join(options.root, 'contracts/flights/generated/plan.json');
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan;
  const columns = new Map(plan.columns.map((column) => [column.name, column.type]));
  const workers = CONTESTANTS.map(
    (name) =>
      new Worker(name, options.python, [join(options.root, 'tools/bench/contestants/worker.py'), name, planFile], {
        ...process.env,
        PYTHONPATH: join(options.root, 'glue'),
        SPARK_LOCAL_DIRS: join(options.scratch, 'spark'),
      }),
  );
  const timings = new Map<Contestant, Timing[]>(CONTESTANTS.map((name) => [name, []]));
  const outcomes = new Map<Contestant, Outcome>();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const [i, name] of CONTESTANTS.entries()) {
        const out = join(options.scratch, 'out', name);
        const timing = await workers[i]?.run({ folder: input.folder, out });
        if (timing === undefined) throw new Error(`no worker ${name}`);
        options.say(
          `${round === 0 ? 'warm-up' : `round ${round}/${options.rounds}`} ` +
            ` ${name.padEnd(7)} ${timing.wall.toFixed(1)} s wall  ${timing.cpu.toFixed(1)} s CPU`,
        );
        if (round > 0) timings.get(name)?.push(timing);
        if (round === options.rounds) outcomes.set(name, await outcomeOf(connection, name, out, columns));
      }
    }
  } finally {
    for (const worker of workers) await worker.close();
    connection.closeSync();
    rmSync(join(options.scratch, 'out'), { recursive: true, force: true });
  }
  mustAgree(outcomes);
  return { rows: input.rows, bytes: input.bytes, contestants: summarise(input.rows, timings, outcomes) };
}

function outcomeOf(
  connection: Awaited<ReturnType<DuckDBInstance['connect']>>,
  name: Contestant,
  out: string,
  columns: ReadonlyMap<string, string>,
): Promise<Outcome> {
  return name === 'ours'
    ? readOutcome(
        connection,
        join(out, 'rows/outcome=accepted/**/*.parquet'),
        join(out, 'rows/outcome=rejected/**/*.parquet'),
        columns,
        '_rejected.raw',
      )
    : readOutcome(connection, join(out, 'accepted/**/*.parquet'), join(out, 'rejected/**/*.parquet'), columns);
}

function mustAgree(outcomes: ReadonlyMap<Contestant, Outcome>): void {
  const ours = outcomes.get('ours');
  for (const [name, outcome] of outcomes) {
    if (ours === undefined || outcome.accepted !== ours.accepted || outcome.rejected !== ours.rejected) {
      throw new Error(`${name} did other work than ours: ${JSON.stringify(outcome)} against ${JSON.stringify(ours)}`);
    }
  }
}

function summarise(
  rows: number,
  timings: ReadonlyMap<Contestant, Timing[]>,
  outcomes: ReadonlyMap<Contestant, Outcome>,
): DataPlaneResult['contestants'] {
  const ours = timings.get('ours') ?? [];
  return CONTESTANTS.map((name) => {
    const own = timings.get(name) ?? [];
    const ratio = (figure: keyof Timing): Spread =>
      spreadOf(own.map((timing, i) => timing[figure] / (ours[i]?.[figure] ?? Number.NaN)));
    const cpu = spreadOf(own.map((timing) => timing.cpu));
    return {
      name,
      wall: spreadOf(own.map((timing) => timing.wall)),
      cpu,
      rowsPerCpuSecond: Math.round(rows / cpu.median),
      cpuRatio: ratio('cpu'),
      wallRatio: ratio('wall'),
      files: outcomes.get(name)?.files ?? 0,
      bytesWritten: outcomes.get(name)?.bytes ?? 0,
    };
  });
}

/** The result as people read it. */
export function dataPlaneTable(result: DataPlaneResult): string {
  return table(
    [
      `${result.rows.toLocaleString('en')} rows, ${(result.bytes / 1e6).toFixed(0)} MB`,
      'wall s',
      'CPU s',
      'rows per CPU s',
      'CPU / ours',
      'wall / ours',
      'files',
      'MB out',
    ],
    result.contestants.map((c) => [
      LABELS[c.name],
      c.wall.median.toFixed(1),
      `${c.cpu.median.toFixed(1)} (${c.cpu.min.toFixed(1)}-${c.cpu.max.toFixed(1)})`,
      c.rowsPerCpuSecond.toLocaleString('en'),
      c.cpuRatio.median.toFixed(2),
      c.wallRatio.median.toFixed(2),
      String(c.files),
      (c.bytesWritten / 1e6).toFixed(1),
    ]),
  );
}
