import { createMemoryLedger, type Ledger } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { memoryTarget, objectVersion } from '../testing.fixture.ts';
import { locateKey } from './locate.ts';
import { keySubject } from './subject.ts';

const AT = '2026-01-15T10:00:00.000Z';
const [FIRST, SECOND] = ['v-0000000000000001', 'v-0000000000000002'];
const RAW = objectVersion().bucket;

async function knowing(...files: readonly { datasetId: string; name: string; versionId?: string }[]): Promise<Ledger> {
  const ledger = createMemoryLedger();
  for (const [index, { datasetId, name, versionId = FIRST }] of files.entries())
    await ledger.receive(
      objectVersion({ datasetId, key: `incoming/${datasetId}/${name}`, versionId, sequencer: `0${index}` }),
      AT,
    );
  return ledger;
}

const locate = (target: Target, typed: string) => locateKey(target, keySubject(typed));

describe('a key', () => {
  it.each(['a.csv', 'sales/a.csv', 'incoming/sales/a.csv', `s3://${RAW}/incoming/sales/a.csv`])(
    'is found as people paste it: %s',
    async (typed) => {
      const ledger = await knowing({ datasetId: 'sales', name: 'a.csv' });

      expect(await locate(memoryTarget(ledger), typed)).toMatchObject({
        datasetId: 'sales',
        bucket: RAW,
        key: 'incoming/sales/a.csv',
        versions: [{ versionId: FIRST }],
      });
    },
  );

  it('comes with all its versions, or the one that was typed', async () => {
    const target = memoryTarget(
      await knowing({ datasetId: 'sales', name: 'a.csv' }, { datasetId: 'sales', name: 'a.csv', versionId: SECOND }),
    );
    const versionsOf = async (typed: string) =>
      (await locate(target, typed)).versions.map(({ versionId }) => versionId);

    expect(await versionsOf('a.csv')).toEqual([FIRST, SECOND]);
    expect(await versionsOf(`a.csv@${SECOND}`)).toEqual([SECOND]);
    await expect(locate(target, 'a.csv@v-0000000000000003')).rejects.toMatchObject({
      code: 'SLC8035',
      message: expect.stringContaining('the ledger has no version v-0000000000000003 of '),
    });
  });

  it('of two datasets is SLC8040, with both whole keys', async () => {
    const ledger = await knowing({ datasetId: 'sales', name: 'a.csv' }, { datasetId: 'flights', name: 'a.csv' });

    await expect(locate(memoryTarget(ledger), 'a.csv')).rejects.toMatchObject({
      code: 'SLC8040',
      message: '"a.csv" is a file of flights and sales',
      fix: 'Say which: incoming/flights/a.csv or incoming/sales/a.csv.',
    });
    expect((await locate(memoryTarget(ledger), 'sales/a.csv')).datasetId).toBe('sales');
  });

  it('of a bucket that is not the lake’s is nobody’s', async () => {
    await expect(locate(memoryTarget(), 's3://other/incoming/sales/a.csv')).rejects.toMatchObject({
      code: 'SLC8035',
      fix: `Files arrive in ${RAW}.`,
    });
  });
});

describe('a key that the ledger does not know', () => {
  it('is said to be unknown', async () => {
    await expect(locate(memoryTarget(), 'sales/a.csv')).rejects.toMatchObject({
      code: 'SLC8035',
      message: 'the ledger has no file incoming/sales/a.csv',
    });
  });

  it('and that lies in raw is on its way, or its event was lost', async () => {
    const objects = memoryObjects();
    objects.put(RAW, 'incoming/sales/a.csv', 'x');

    await expect(locate({ ...memoryTarget(), s3: objects.s3 }, 'a.csv')).rejects.toMatchObject({
      code: 'SLC8035',
      message: `incoming/sales/a.csv lies in raw since ${AT}, but the ledger has not seen it`,
      fix: expect.stringContaining('sluice dlq'),
    });
  });

  it('and that lies where no dataset takes files says where they arrive', async () => {
    const objects = memoryObjects();
    objects.put(RAW, 'incoming/nobody/a.csv', 'x');

    await expect(locate({ ...memoryTarget(), s3: objects.s3 }, 'incoming/nobody/a.csv')).rejects.toMatchObject({
      code: 'SLC8035',
      message: 'incoming/nobody/a.csv lies in raw, but no dataset takes files there',
      fix: 'Files arrive under incoming/flights/, incoming/sales/.',
    });
  });

  it('is not taken for unknown when raw cannot be asked', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    const s3 = { send: async () => Promise.reject(denied) } as unknown as Target['s3'];

    await expect(locate({ ...memoryTarget(), s3 }, 'a.csv')).rejects.toBe(denied);
  });
});
