import { expect, test } from 'vitest';
import { batchesPrefix, batchHeadKey } from './keys.ts';
import { batchKey } from './ledger-keys.ts';
import { isOldBatchFolder, isOldBatchKey, OLD_BATCHES_PREFIX } from './old-keys.ts';

const BATCH = '0123456789abcdef01234567';

test('a folder of the old place is told from those of a dataset that is called batches', () => {
  expect(isOldBatchFolder(BATCH)).toBe(true);
  for (const key of [batchesPrefix('batches'), batchHeadKey('batches', BATCH)]) {
    expect(key.startsWith(OLD_BATCHES_PREFIX)).toBe(true);
    expect(isOldBatchFolder(key.slice(OLD_BATCHES_PREFIX.length).split('/')[0] ?? '')).toBe(false);
  }
});

test('the key of a batch that names its dataset is no old one', () => {
  expect(isOldBatchKey({ PK: `B#${BATCH}` })).toBe(true);
  expect(isOldBatchKey(batchKey('flights', BATCH))).toBe(false);
});
