import type { Batch } from '@sluice/lake';
import type { Decision } from '@sluice/lake/folder';
import type { BatchHead, Manifest, Member } from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBatches, pendingMembers, unsettled } from './cut.ts';

const member = (key: string, size = 10): Member => ({ bucket: 'raw', key, version_id: 'v', size, queued: 1 });
const queued = (key: string, decision: Decision['decision'] = 'queued') =>
  ({ bucket: 'raw', key, version_id: 'v', size: 10, decision }) as unknown as Decision;
const batch = (state: BatchHead['state'] | undefined, ...members: Member[]): Batch => ({
  datasetId: 'flights',
  batchId: 'b',
  manifest: { dataset_id: 'd', members } as unknown as Manifest,
  head: state === undefined ? undefined : ({ state } as unknown as BatchHead),
  problems: [],
});

describe('cutting batches', () => {
  it('respects both limits, keeps the order and loses nothing', () => {
    const limits = fc.record({ maxFiles: fc.integer({ min: 1, max: 7 }), maxBytes: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 40 }), limits, (sizes, limit) => {
        const members = sizes.map((size, index) => member(`k${String(index).padStart(3, '0')}`, size));

        const batches = cutBatches(members, limit);

        expect(batches.flat()).toEqual(members);
        for (const each of batches) {
          expect(each.length).toBeLessThanOrEqual(limit.maxFiles);
          if (each.length > 1)
            expect(each.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(limit.maxBytes);
        }
      }),
    );
  });

  it('takes only files that were let through and are in no batch', () => {
    const pending = pendingMembers(
      [queued('b'), queued('a'), queued('c', 'quarantined')],
      [batch('committed', member('b'))],
    );

    expect(pending).toEqual([member('a')]);
  });

  it('queues a file of a failed batch once more, under a new number', () => {
    expect(pendingMembers([queued('a')], [batch('failed', member('a'))])).toEqual([{ ...member('a'), queued: 2 }]);
  });

  it('takes up batches that a killed command left, also one without a head', () => {
    const batches = [
      batch('open', member('a')),
      batch('running', member('b')),
      batch(undefined, member('c')),
      batch('committed', member('d')),
      batch('failed', member('e')),
    ];

    expect(unsettled(batches, 'd').map(({ manifest }) => manifest.members[0]?.key)).toEqual(['a', 'b', 'c']);
    expect(unsettled(batches, 'other')).toEqual([]);
  });
});
