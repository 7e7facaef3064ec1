import { createMemoryLedger, moveFile } from '@sluice/control-plane';

import { describe, expect, it } from 'vitest';
import { memoryTarget, objectVersion, refused } from '../testing.fixture.ts';
import { selectFiles } from './selection.ts';

const STATES = ['QUARANTINED', 'IGNORED', 'RECEIVED'] as const;

async function lakeWith(...reasons: readonly string[]) {
  const ledger = createMemoryLedger();
  for (const [index, reason] of reasons.entries()) {
    await refused(ledger, objectVersion({ key: `incoming/sales/${index}.csv`, versionId: `v-${index}` }), reason);
  }
  return memoryTarget(ledger);
}

describe('files that an operator means', () => {
  it('are those of a dataset, by reason if one is given', async () => {
    const target = await lakeWith('missing-column', 'empty', 'missing-column');

    const { files } = await selectFiles(target, { dataset: 'sales', reason: 'missing-column' }, STATES);

    expect(files.map(({ key }) => key)).toEqual(['incoming/sales/0.csv', 'incoming/sales/2.csv']);
    expect((await selectFiles(target, { dataset: 'sales' }, STATES)).files).toHaveLength(3);
  });

  it('are those of the keys, each once however it is spelled', async () => {
    const target = await lakeWith('empty', 'empty');

    const { files } = await selectFiles(target, { keys: ['0.csv', 'incoming/sales/0.csv', 'sales/1.csv'] }, STATES);

    expect(files.map(({ key }) => key)).toEqual(['incoming/sales/0.csv', 'incoming/sales/1.csv']);
  });

  it('of a key with several versions are the refused ones, not the ignored', async () => {
    const ledger = createMemoryLedger();
    const ignored = objectVersion({ versionId: 'v-0', sequencer: '01' });
    await ledger.receive(ignored, '2026-01-15T10:00:00Z');
    await ledger.moveFile(
      moveFile(ignored, ['RECEIVED', 'IGNORED'], { at: '2026-01-15T10:00:00Z', actor: 'intake' }, { reason: 'stale' }),
    );
    await refused(ledger, objectVersion({ versionId: 'v-1', sequencer: '02' }), 'empty');

    const { files } = await selectFiles(memoryTarget(ledger), { keys: ['a.csv'] }, STATES);

    expect(files.map(({ versionId }) => versionId)).toEqual(['v-1']);
  });

  it('leave out, with the reason, what is in another state', async () => {
    const ledger = createMemoryLedger();
    await ledger.receive(objectVersion(), '2026-01-15T10:00:00Z');

    expect(await selectFiles(memoryTarget(ledger), { keys: ['a.csv'] }, ['QUARANTINED'])).toEqual({
      files: [],
      leftOut: [{ key: 'incoming/sales/a.csv', why: 'is RECEIVED' }],
    });
  });

  it('of a dataset that is not deployed are SLC8033, with the nearest', async () => {
    await expect(selectFiles(memoryTarget(), { dataset: 'sale' }, STATES)).rejects.toMatchObject({
      code: 'SLC8033',
      fix: expect.stringContaining('Did you mean sales?'),
    });
  });
});
