import { createMemoryLedger, moveFile } from '@sluice/control-plane';
import { type Member, manifestKey } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { manifestOf } from '../read/documents.fixture.ts';
import { memoryTarget, objectVersion } from '../testing.fixture.ts';
import { newestArrival } from './freshness.ts';

const STEP = { at: '2026-01-15T11:00:00.000Z', actor: 'reconcile' } as const;

/** A batch whose members arrived at these times; a quarantined one was refused by its run. */
async function batchOf(...members: readonly { readonly at: string; readonly isRefused?: boolean }[]) {
  const ledger = createMemoryLedger();
  const listed: Member[] = [];
  for (const [index, { at, isRefused = false }] of members.entries()) {
    const object = objectVersion({ key: `incoming/sales/${String(index).padStart(4, '0')}.csv`, eventTime: at });
    await ledger.receive(object, at);
    if (isRefused) await ledger.moveFile(moveFile(object, ['RECEIVED', 'QUARANTINED'], STEP, { reason: 'bad-ratio' }));
    listed.push({ bucket: object.bucket, key: object.key, version_id: object.versionId, size: 1, queued: 1 });
  }
  const manifest = manifestOf({ members: listed });
  const objects = memoryObjects();
  const target = { ...memoryTarget(ledger), s3: objects.s3 };
  objects.put(target.names.controlBucket, manifestKey('sales', manifest.batch_id), JSON.stringify(manifest));
  return { newest: () => newestArrival(target, 'sales', manifest.batch_id), target };
}

describe('the newest arrival of a batch', () => {
  it('is that of the file that came last, whatever its key', async () => {
    const { newest } = await batchOf({ at: '2026-01-15T10:02:00.000Z' }, { at: '2026-01-15T10:01:00.000Z' });

    expect(await newest()).toBe('2026-01-15T10:02:00.000Z');
  });

  it('is not that of a file that the run refused: its rows are not in the table', async () => {
    const { newest } = await batchOf(
      { at: '2026-01-15T10:01:00.000Z' },
      { at: '2026-01-15T10:09:00.000Z', isRefused: true },
    );

    expect(await newest()).toBe('2026-01-15T10:01:00.000Z');
  });

  it('of a large batch is looked for among the highest keys', async () => {
    const minute = (index: number) => new Date(Date.UTC(2026, 0, 15, 10, index)).toISOString();
    const { newest } = await batchOf(
      { at: '2026-01-15T23:00:00.000Z' },
      ...Array.from({ length: 200 }, (_, index) => ({ at: minute(index) })),
    );

    expect(await newest()).toBe(minute(199));
  });

  it('is unknown without a manifest', async () => {
    const { target } = await batchOf({ at: '2026-01-15T10:01:00.000Z' });

    expect(await newestArrival(target, 'sales', 'x')).toBeUndefined();
  });
});
