import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the figures were measured on; part of every result. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** One-minute load average when the suite began: above the number of cores the wall times are not worth much. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Describe this machine. `python` is the interpreter of the benchmark's environment. */
export function describeMachine(python: string): Machine {
  const packages = JSON.parse(
    execFileSync(
      python,
      [
        '-c',
        'import json,platform;from importlib.metadata import version as v;print(json.dumps({"python":platform.python_version(),**{p:v(p) for p in ("pyspark","duckdb","polars")}}))',
      ],
      { encoding: 'utf8' },
    ),
  ) as Record<string, string>;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    versions: { node: process.versions.node, ...packages },
  };
}
