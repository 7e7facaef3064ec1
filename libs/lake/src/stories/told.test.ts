import { createMemoryLedger } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import { memoryTarget, objectVersion, refused } from '../testing.fixture.ts';
import { locateRefused, recordOf } from './told.ts';

describe('refused versions of a key', () => {
  it('are found by a name alone, and no other version is among them', async () => {
    const ledger = createMemoryLedger();
    await refused(ledger, objectVersion({ versionId: 'v-1', sequencer: '01' }), 'empty');
    await ledger.receive(objectVersion({ versionId: 'v-2', sequencer: '02' }), '2026-01-15T10:00:00.000Z');

    const { key, versions } = await locateRefused(memoryTarget(ledger), 'a.csv');

    expect(key).toBe('incoming/sales/a.csv');
    expect(versions.map(({ versionId }) => versionId)).toEqual(['v-1']);
  });

  it('that are none are SLC8035, with the state that the key is in', async () => {
    const ledger = createMemoryLedger();
    await ledger.receive(objectVersion(), '2026-01-15T10:00:00.000Z');

    await expect(locateRefused(memoryTarget(ledger), 'a.csv')).rejects.toMatchObject({
      code: 'SLC8035',
      message: 'incoming/sales/a.csv is not in quarantine: it is RECEIVED',
    });
  });
});

it('a record is that of the version that was loaded; a key without a version has none', async () => {
  const located = { datasetId: 'sales', bucket: 'raw', key: 'incoming/sales/a.csv', versions: [] };

  await expect(recordOf(memoryTarget(), located, 1, undefined)).rejects.toMatchObject({ code: 'SLC8035' });
});
