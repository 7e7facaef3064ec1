import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lake, lakeAt } from './layout.ts';
import { isLoading, lockLake } from './lock.ts';

let lake: Lake;
beforeEach(async () => {
  lake = lakeAt(await mkdtemp(join(tmpdir(), 'sluice-lock-')));
});
afterEach(() => rm(lake.root, { recursive: true, force: true }));

const path = () => join(lake.root, 'control/locks/run.lock');

async function leave(holder: Record<string, unknown>): Promise<void> {
  await mkdir(join(lake.root, 'control/locks'), { recursive: true });
  await writeFile(path(), JSON.stringify(holder));
}

describe('the lock of a lake', () => {
  it('is held by one, and given back', async () => {
    const lock = await lockLake(lake);

    await expect(lockLake(lake)).rejects.toMatchObject({ code: 'SLC8015' });
    expect(await isLoading(lake)).toBe(true);
    await lock.release();
    expect(await isLoading(lake)).toBe(false);

    expect(existsSync(path())).toBe(false);
    await (await lockLake(lake)).release();
  });

  it('is taken over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await leave({ pid, host: hostname(), started: '1', token: 'old' });

    await (await lockLake(lake)).release();
  });

  it('is taken over when the number of a dead process was given to another', async () => {
    await leave({ pid: process.pid, host: hostname(), started: 'long ago', token: 'old' });

    await (await lockLake(lake)).release();
  });

  it.each(['', 'null', '{}', '{"pid":"1"}'])('is taken over when it says nothing: %s', async (text) => {
    await mkdir(join(lake.root, 'control/locks'), { recursive: true });
    await writeFile(path(), text);

    await (await lockLake(lake)).release();
  });

  it('is left to a holder on another machine, whose processes cannot be seen', async () => {
    await leave({ pid: 1, host: 'elsewhere', started: null, token: 'old' });

    await expect(lockLake(lake)).rejects.toMatchObject({ code: 'SLC8015' });
  });
});
