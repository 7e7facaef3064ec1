import type { BatchRecord, FileRecord, PendingFile } from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { type OpenWork, untilDecided, untilSettled } from './settle.ts';

const quick = { signal: new AbortController().signal, everyMilliseconds: 1, patienceMilliseconds: 40 };
const CONFIG = { datasetId: 'flights', batch: { maxFiles: 3 }, slots: 2 } as DatasetConfig;
const batch = (batchId: string, attempt = 1) => ({ batchId, state: 'STARTED', attempt }) as BatchRecord;

/** A ledger that says at each look what comes next, and then the last again and again. */
function scripted(looks: readonly { readonly waiting: number; readonly open: readonly BatchRecord[] }[]) {
  let at = -1;
  return {
    pending: async () => {
      at = Math.min(at + 1, looks.length - 1);
      return new Array<PendingFile>(looks[at]?.waiting ?? 0);
    },
    openBatches: async () => looks[at]?.open ?? [],
  };
}

async function settled(
  looks: Parameters<typeof scripted>[0],
): Promise<{ readonly nows: readonly number[]; readonly seen: readonly (readonly OpenWork[])[] }> {
  const seen: (readonly OpenWork[])[] = [];
  const nows: number[] = [];
  const steps = {
    onLook: (work: readonly OpenWork[]) => void seen.push(work),
    dispatchNow: async () => void nows.push(seen.length),
  };
  await untilSettled(scripted(looks), [CONFIG], steps, quick);
  return { nows, seen };
}

describe('a burst settles', () => {
  it('when nothing waits and nothing is open; the last files are cut as soon as a slot is free', async () => {
    const [a, b, c] = [batch('a'), batch('b'), batch('c')];

    const { nows, seen } = await settled([
      { waiting: 4, open: [a, b] }, // more than a batch: dispatch cuts it by itself
      { waiting: 2, open: [a, b] }, // less, and no slot
      { waiting: 2, open: [a] }, // less, and a slot
      { waiting: 0, open: [a, c] },
      { waiting: 0, open: [] },
    ]);

    expect(nows).toEqual([3]);
    expect(seen).toHaveLength(5);
  });

  it('never, when nothing goes on: said with a code, not waited for', async () => {
    await expect(settled([{ waiting: 0, open: [batch('stuck')] }])).rejects.toMatchObject({ code: 'SLC8050' });
  });

  it('in its own time, as long as something changes', async () => {
    const attempts = Array.from({ length: 30 }, (_, index) => ({ waiting: 0, open: [batch('a', index)] }));

    const { seen } = await settled([...attempts, { waiting: 0, open: [] }]);

    expect(seen).toHaveLength(31);
  });
});

describe('files are decided', () => {
  const ledgerOf = (looks: readonly (readonly FileRecord['state'][])[]) => {
    let at = -1;
    return {
      async *filesOf() {
        at = Math.min(at + 1, looks.length - 1);
        for (const state of looks[at] ?? []) yield { state } as FileRecord;
      },
    };
  };

  it('when so many have a state beyond RECEIVED', async () => {
    const counts: number[] = [];

    const files = await untilDecided(
      ledgerOf([[], ['RECEIVED', 'IGNORED'], ['QUEUED', 'IGNORED']]),
      ['flights'],
      2,
      (decided) => void counts.push(decided.length),
      quick,
    );

    expect(counts).toEqual([0, 1, 2]);
    expect(files.map(({ state }) => state)).toEqual(['QUEUED', 'IGNORED']);
  });

  it('or it is said that they are not', async () => {
    await expect(untilDecided(ledgerOf([['RECEIVED']]), ['flights'], 1, () => {}, quick)).rejects.toMatchObject({
      code: 'SLC8050',
    });
  });

  it('Ctrl-C ends the wait', async () => {
    const controller = new AbortController();
    const wait = untilDecided(ledgerOf([[]]), ['flights'], 1, () => controller.abort(), {
      ...quick,
      signal: controller.signal,
    });

    await expect(wait).rejects.toMatchObject({ code: 'SLC8130' });
  });
});
