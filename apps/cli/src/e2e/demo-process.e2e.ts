import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { processesOf, scratch, sluice, startSluice } from './sluice.ts';

const ROOT = scratch();
const HOME = join(ROOT, 'home');

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

describe('the demo, which the command starts as a process of its own', () => {
  it('ends in order when the command alone is interrupted: exit 130, its error once, nothing left', async () => {
    const { child, ended } = startSluice(['demo', '--days', '24'], { SLUICE_HOME: HOME });
    // Half a lake is up.
    while (!existsSync(join(HOME, 'local')) && child.exitCode === null) await pause(50);

    child.kill('SIGINT');
    const { status, err } = await ended;

    expect(status).toBe(130);
    expect(err.match(/✗ SLC8130/g)).toHaveLength(1);
    expect(processesOf(HOME)).toEqual([]);
  });

  it('hands on its exit code, and leaves the showing of its errors to it', async () => {
    const { status, out, err } = await sluice(['demo', '--days', '24', '--json'], {
      SLUICE_HOME: HOME,
      SLUICE_PYTHON: join(ROOT, 'no-python'),
    });

    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^SLC\d{4}$/) } });
    expect({ status, err }).toEqual({ status: 3, err: '' });
  });
});
