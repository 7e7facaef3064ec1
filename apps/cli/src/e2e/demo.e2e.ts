import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { processesOf, scratch, sluice, startSluice } from './sluice.ts';

const HOME = scratch();
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

interface Outcome {
  readonly ok: boolean;
  readonly equations: readonly { readonly id: string; readonly holds: boolean }[];
  readonly queries: readonly { readonly passed: boolean }[];
  readonly datasets: readonly {
    readonly dataset: string;
    readonly rows: { readonly in: number; readonly accepted: number };
    readonly refused: readonly { readonly reason: string }[];
  }[];
}

it('the demo counts every planted row, and its lake takes the place of the old one only at the end', async () => {
  mkdirSync(join(HOME, 'demo/control'), { recursive: true });
  writeFileSync(join(HOME, 'demo/old'), 'the lake of an earlier start');
  const interrupted = startSluice(['demo', '--days', '12'], { SLUICE_HOME: HOME });
  await interrupted.until(/✓ files/);
  interrupted.child.kill('SIGINT');

  expect((await interrupted.ended).status).toBe(130);
  expect(existsSync(join(HOME, 'demo/old'))).toBe(true);
  expect(readdirSync(HOME)).toEqual(['demo']);
  expect(processesOf(HOME)).toEqual([]);

  const { status, out, err } = await sluice(['demo', '--days', '12', '--json'], { SLUICE_HOME: HOME });

  expect({ status, err }).toEqual({ status: 0, err: '' });
  const { ok, equations, queries, datasets } = JSON.parse(out) as Outcome;
  expect(ok).toBe(true);
  expect(equations.filter(({ holds }) => !holds)).toEqual([]);
  expect(equations.map(({ id }) => id)).toContain('planted-rows');
  expect(queries.map(({ passed }) => passed)).toEqual([true, true, true]);
  expect(datasets.map(({ refused }) => refused.map(({ reason }) => reason).sort())).toEqual([['empty', 'missing-column'], ['gzip-broken']]);
  expect(existsSync(join(HOME, 'demo/old'))).toBe(false);
  expect(readdirSync(HOME).sort()).toEqual(['demo', 'demo.inbox']);
});
