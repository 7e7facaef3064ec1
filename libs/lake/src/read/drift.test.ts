import { createMemoryLedger } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import { memoryTarget } from '../testing.fixture.ts';
import { readDrift } from './drift.ts';

describe('drift', () => {
  it('lists the most frequent header first, of all datasets', async () => {
    const ledger = createMemoryLedger();
    const seen = {
      datasetId: 'sales',
      fingerprint: 'f1',
      unknown: ['tip'],
      missing: [],
      aliased: [],
      contractVersion: '1.0.0',
      exampleKey: 'k1',
    };
    await ledger.observeDrift(seen, '2026-01-15T09:00:00.000Z');
    for (const minute of [1, 2]) {
      await ledger.observeDrift(
        { ...seen, datasetId: 'flights', fingerprint: 'f2', exampleKey: `k${minute}` },
        `2026-01-15T09:0${minute}:00.000Z`,
      );
    }

    const observations = await readDrift(memoryTarget(ledger), undefined);

    expect(observations.map(({ datasetId, count }) => [datasetId, count])).toEqual([
      ['flights', 2],
      ['sales', 1],
    ]);
  });
});
