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

// Only what is installed: not every suite needs every contestant.
const VERSIONS = `
import json, platform
from importlib.metadata import PackageNotFoundError, version
found = {"python": platform.python_version()}
for name in ("pyspark", "duckdb", "polars", "ministack"):
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`;

/** Describe this machine. `python` is the interpreter of the benchmark's environment. */
export function describeMachine(python: string): Machine {
  const packages = JSON.parse(execFileSync(python, ['-c', VERSIONS], { encoding: 'utf8' })) as Record<string, string>;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    versions: { node: process.versions.node, ...packages },
  };
}
