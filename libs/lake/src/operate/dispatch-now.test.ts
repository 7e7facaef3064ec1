import { createMemoryLedger, moveFile } from '@sluice/control-plane';
import { expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryTarget, objectVersion } from '../testing.fixture.ts';
import { waitingWork } from './dispatch-now.ts';

it('the datasets in which something waits are told with the room that there is', async () => {
  const ledger = createMemoryLedger();
  const file = objectVersion();
  const step = { at: '2026-01-15T10:00:00.000Z', actor: 'intake' } as const;
  await ledger.receive(file, step.at);
  await ledger.moveFile(moveFile(file, ['RECEIVED', 'QUEUED'], step, { planDigest: 'p', contractVersion: '1.0.0' }));
  await ledger.takeSlot({
    datasetId: 'sales',
    slots: 2,
    holder: 'd1',
    now: '2026-01-15T10:04:00.000Z',
    leaseUntil: '2026-01-15T10:09:00.000Z',
  });
  const SLUICE_CONFIG = JSON.stringify({ datasetId: 'sales', slots: 2 });
  const lambda = { send: async () => ({ Environment: { Variables: { SLUICE_CONFIG } } }) };
  const target = { ...memoryTarget(ledger), lambda } as unknown as Target;

  // flights is deployed too, and nothing waits there.
  expect(await waitingWork(target, undefined, '2026-01-15T10:05:00.000Z')).toEqual([
    { files: 1, bytes: 812, more: false, oldestSeconds: 300, config: { datasetId: 'sales', slots: 2 }, slotsFree: 1 },
  ]);
  // A hold that has run out keeps nobody from the slot.
  expect(await waitingWork(target, 'sales', '2026-01-15T10:10:00.000Z')).toMatchObject([{ slotsFree: 2 }]);
  expect(await waitingWork(target, 'flights', '2026-01-15T10:05:00.000Z')).toEqual([]);
});
