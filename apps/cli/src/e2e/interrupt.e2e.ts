import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flightsDay, inboxOf, inProcess, processesOf, scratch, sluice, startSluice } from './sluice.ts';

const ROOT = scratch();
const ROWS = 30;
let inbox: string;

beforeAll(() => {
  inbox = inboxOf(ROOT, 'inbox', { 'a.csv': flightsDay(1, 1, ROWS), 'b.csv': flightsDay(2, 1, ROWS) });
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

/** Waits until the job of the lake has claimed its batch. */
async function untilRunning(lake: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (heads(lake).includes('running')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the job did not claim its batch');
}

function heads(lake: string): readonly string[] {
  const folder = join(lake, 'control/flights/batches');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((batch) => {
    try {
      return [(JSON.parse(readFileSync(join(folder, batch, 'head.json'), 'utf8')) as { state: string }).state];
    } catch {
      return [];
    }
  });
}

async function untilGone(lake: string): Promise<readonly string[]> {
  for (let round = 0; round < 200 && processesOf(lake).length > 0; round += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return processesOf(lake);
}

describe('a load that is cut off', () => {
  it(
    'by Ctrl-C takes itself back: exit 130, no process, no lock, nothing published; the next ' + 'one finishes it',
    async () => {
      const lake = join(ROOT, 'lake-int');
      const { child, ended } = startSluice(['run', inbox, 'flights', '--lake', lake]);
      await untilRunning(lake);

      child.kill('SIGINT');
      const { status, err } = await ended;

      expect(err).toMatch(/✗ SLC8130/);
      expect(status).toBe(130);
      expect(processesOf(lake)).toEqual([]);
      expect(existsSync(join(lake, 'control/locks/run.lock'))).toBe(false);
      expect(heads(lake)).toEqual(['open']);
      expect(existsSync(join(lake, 'processed/flights'))).toBe(false);

      const again = await sluice(['run', inbox, 'flights', '--lake', lake, '--json']);
      expect(JSON.parse(again.out)).toMatchObject({
        files: { known: 2 },
        batches: { recovered: 1, committed: 1 },
        rows: { accepted: 2 * ROWS },
      });
      expect((await inProcess(['verify', lake])).status).toBe(0);
    },
  );

  it('by SIGKILL leaves its run alive; the next command waits for it and counts every row once', async () => {
    const lake = join(ROOT, 'lake-kill');
    const { child, ended } = startSluice(['run', inbox, 'flights', '--lake', lake]);
    await untilRunning(lake);

    child.kill('SIGKILL');
    await ended;
    const again = await sluice(['run', inbox, 'flights', '--lake', lake, '--json']);

    expect(JSON.parse(again.out)).toMatchObject({
      ok: true,
      batches: { recovered: 1, committed: 1 },
      rows: { accepted: 2 * ROWS },
    });
    expect(await untilGone(lake)).toEqual([]);
    expect((await inProcess(['verify', lake])).status).toBe(0);
  });

  it('before its first file leaves a lake that the next command can use', async () => {
    const lake = join(ROOT, 'lake-early');
    const { child, ended } = startSluice(['run', inbox, 'flights', '--lake', lake]);
    while (!existsSync(join(lake, 'control/locks/run.lock')) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 2));

    child.kill('SIGTERM');

    expect((await ended).status).toBe(130);
    expect(existsSync(join(lake, 'control/locks/run.lock'))).toBe(false);
    expect(await untilGone(lake)).toEqual([]);
  });
});
