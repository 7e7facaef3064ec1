import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstTests } from './event-lake/burst.ts';
import { projectWith, type TestDataset } from './event-lake/contracts.ts';
import { demoTests } from './event-lake/demo.ts';
import { faultTests } from './event-lake/faults.ts';
import { killTests } from './event-lake/kills.ts';
import { deploy, type SharedLake, targetOf } from './event-lake/lake.ts';
import { threeLakesTests } from './event-lake/three-lakes.ts';
import { type Ended, inProcess, processesOf, scratch, sluice } from './sluice.ts';
import { GIVEN } from './three-lakes/files.ts';

const ROOT = scratch();
const HOME = join(ROOT, 'home');
const ENVIRONMENT = { ...process.env, SLUICE_HOME: HOME };

/** `burst` is large, `crash` waits until it is told, `widen` has a bound that turns out too narrow. */
const DATASETS: readonly TestDataset[] = [
  { id: 'burst', maxFiles: 500, maxWaitSeconds: 60, maxAmount: 1000 },
  { id: 'crash', maxFiles: 100, maxWaitSeconds: 3600, maxAmount: 1000 },
  { id: 'widen', maxFiles: 100, maxWaitSeconds: 3600, maxAmount: 10 },
  ...GIVEN.map(({ dataset }) => dataset),
];

let demo: Ended;
let shared: SharedLake;

/**
 * The lake is the one that the demo leaves up; the tests' own datasets are deployed to it beside those of the checkout.
 */
beforeAll(async () => {
  const [ended, project] = await Promise.all([
    sluice(['demo', '--days', '24', '--json'], { SLUICE_HOME: HOME }),
    projectWith(ROOT, DATASETS),
  ]);
  demo = ended;
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}:\n${demo.err}${demo.out.slice(-4000)}`);
  shared = { root: ROOT, home: HOME, environment: ENVIRONMENT, project, target: targetOf(HOME) };
  await deploy(
    shared,
    DATASETS.map(({ id }) => id),
  );
});

afterAll(async () => {
  shared?.target.close();
  await sluice(['local', 'down'], { SLUICE_HOME: HOME });
  const left = processesOf(HOME);
  rmSync(ROOT, { recursive: true, force: true });
  expect(left).toEqual([]);
});

describe('the demo', () => demoTests(() => ({ demo, shared })));
describe('a burst of 2,000 small files', () => burstTests(() => shared));
describe('what is killed', () => killTests(() => shared));
describe('what goes wrong', () => faultTests(() => shared));
describe('the same files as in other lakes', () => threeLakesTests(() => shared));

it('after all of it every account of the lake comes out', async () => {
  const { status, out } = await inProcess(['verify', '--json'], ENVIRONMENT);

  const { equations, datasets } = JSON.parse(out) as {
    readonly equations: readonly { readonly id: string; readonly dataset: string; readonly holds: boolean }[];
    readonly datasets: readonly string[];
  };
  expect(equations.filter(({ holds }) => !holds)).toEqual([]);
  expect(datasets).toEqual(['baggage', 'burst', 'crash', 'flights', 'sales', 'strict', 'tolerant', 'widen']);
  expect(status).toBe(0);
});
