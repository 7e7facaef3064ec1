import { createMemoryLedger } from '@sluice/control-plane';
import { expect, test } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryTarget } from '../testing.fixture.ts';
import { statusReader } from './read-status.ts';

const NOW = new Date('2026-01-15T10:00:00.000Z');
const FORGOTTEN = [{ dataset: 'old_orders', stack: 'sluice-dataset-old-orders' }];

/** A target whose datasets are deployed and at rest. */
function readableTarget(datasets: readonly string[]): Target {
  const config = JSON.stringify({ contractVersion: '1.0.0', status: 'active', slots: 2 });
  return {
    ...memoryTarget(createMemoryLedger(), datasets),
    lambda: { send: async () => ({ Environment: { Variables: { SLUICE_CONFIG: config } } }) },
    cloudwatch: { send: async () => ({ MetricAlarms: [] }) },
  } as unknown as Target;
}

test.each([
  ['a dataset that has left it', ['sales', 'new_orders'], FORGOTTEN],
  ['none when all are in it', ['old_orders', 'sales'], []],
  ['none when it is not known', undefined, []],
])('deployed beside the registry is %s', async (_, registered, orphans) => {
  const reader = statusReader(readableTarget(['old_orders', 'sales']), undefined, registered, () => NOW);

  expect((await reader.read()).orphans).toEqual(orphans);
});
