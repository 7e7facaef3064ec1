import { describe, expect, it } from 'vitest';
import { memoryTarget, objectVersion, refused } from '../testing.fixture.ts';
import { locateKey } from './locate.ts';
import { keysMeant, subjectOf } from './subject.ts';

const DATASETS = ['flights', 'sales'];

describe('what was typed', () => {
  it.each([
    ['8486cb75ca1ba3aa469d04a1', { kind: 'batch', batchId: '8486cb75ca1ba3aa469d04a1' }],
    [
      's3://sluice-processed-1-eu/flights/year=2013/8486cb75ca1ba3aa469d04a1-2-17.parquet',
      { kind: 'batch', batchId: '8486cb75ca1ba3aa469d04a1' },
    ],
    ['SLC8010', { kind: 'word', word: 'SLC8010' }],
    ['range:month', { kind: 'word', word: 'range:month' }],
    [' missing-column ', { kind: 'word', word: 'missing-column' }],
    ['incoming/sales/a', { kind: 'key', key: 'incoming/sales/a', bucket: undefined, versionId: undefined }],
    ['a.csv', { kind: 'key', key: 'a.csv', bucket: undefined, versionId: undefined }],
    [
      's3://raw/incoming/sales/a.csv',
      { kind: 'key', key: 'incoming/sales/a.csv', bucket: 'raw', versionId: undefined },
    ],
    [
      'a.csv@d891e60c-4624-4bf2-80d4-712170bf8fe2',
      { kind: 'key', key: 'a.csv', bucket: undefined, versionId: 'd891e60c-4624-4bf2-80d4-712170bf8fe2' },
    ],
    ['mail@home.csv', { kind: 'key', key: 'mail@home.csv', bucket: undefined, versionId: undefined }],
    ['a.csv@home', { kind: 'key', key: 'a.csv@home', bucket: undefined, versionId: undefined }],
  ])('%s', (typed, subject) => {
    expect(subjectOf(typed)).toEqual(subject);
  });

  it('a key may be whole, without incoming/, or a name that any dataset may have', () => {
    expect(keysMeant('incoming/old/a.csv', DATASETS)).toEqual([{ datasetId: 'old', key: 'incoming/old/a.csv' }]);
    expect(keysMeant('sales/2026/a.csv', DATASETS)).toEqual([{ datasetId: 'sales', key: 'incoming/sales/2026/a.csv' }]);
    expect(keysMeant('2026/a.csv', DATASETS).map(({ key }) => key)).toEqual([
      'incoming/flights/2026/a.csv',
      'incoming/sales/2026/a.csv',
    ]);
  });
});

describe('a key', () => {
  const key = (text: string) => ({ kind: 'key', key: text, bucket: undefined, versionId: undefined }) as const;

  it('is found by its name alone, with its versions in their order', async () => {
    const target = memoryTarget();
    await target.ledger.receive(objectVersion({ versionId: 'v-2', sequencer: '0B' }), '2026-01-15T10:00:01Z');
    await target.ledger.receive(objectVersion({ versionId: 'v-1', sequencer: '0A' }), '2026-01-15T10:00:02Z');

    const found = await locateKey(target, key('a.csv'));

    expect(found.key).toBe('incoming/sales/a.csv');
    expect(found.versions.map(({ versionId }) => versionId)).toEqual(['v-1', 'v-2']);
  });

  it('of two datasets must be said in full', async () => {
    const target = memoryTarget();
    await refused(target.ledger, objectVersion(), 'empty');
    await refused(target.ledger, objectVersion({ datasetId: 'flights', key: 'incoming/flights/a.csv' }), 'empty');

    await expect(locateKey(target, key('a.csv'))).rejects.toMatchObject({
      code: 'SLC8040',
      message: '"a.csv" is a file of flights and sales',
    });
  });

  it('that nobody has seen is SLC8035; so is one of another bucket', async () => {
    await expect(locateKey(memoryTarget(), key('incoming/sales/b.csv'))).rejects.toMatchObject({
      code: 'SLC8035',
      message: 'the ledger has no file incoming/sales/b.csv',
    });
    await expect(locateKey(memoryTarget(), { ...key('incoming/sales/b.csv'), bucket: 'other' })).rejects.toMatchObject({
      code: 'SLC8035',
    });
  });
});
