import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseStat, treeCpuSeconds } from './process-cpu.ts';

describe('parseStat', () => {
  it('reads parent and times behind a name that holds brackets and blanks', () => {
    const stat = '4711 (a) b (c)) S 42 4711 4711 0 -1 4194304 100 0 0 0 150 50 25 75 20 0 1 0 100 0 0';

    expect(parseStat(stat)).toEqual({ parent: 42, seconds: 3 });
  });
});

describe.runIf(process.platform === 'linux')('treeCpuSeconds', () => {
  it('counts what a child has used that ended', () => {
    const before = treeCpuSeconds(process.pid) ?? 0;
    const burn = 'const end = process.cpuUsage().user + 200000; while (process.cpuUsage().user < end);';
    spawnSync(process.execPath, ['-e', burn]);

    expect((treeCpuSeconds(process.pid) ?? 0) - before).toBeGreaterThan(0.19);
  });

  it('says 0 of a process that is not there', () => {
    expect(treeCpuSeconds(2 ** 30)).toBe(0);
  });
});
