import { expect, test } from 'vitest';
import { createMemoryFileRanges } from './memory-file-ranges.ts';

const id = { datasetId: 'flights', bucket: 'raw', key: 'incoming/flights/a.csv', versionId: 'v1' };
const object = new Uint8Array([1, 2, 3, 4]);
const ranges = createMemoryFileRanges(({ versionId }) => (versionId === 'v1' ? object : undefined));

test.each([
  ['start', 2, [1, 2]],
  ['end', 2, [3, 4]],
  ['start', 9, [1, 2, 3, 4]],
  ['end', 9, [1, 2, 3, 4]],
] as const)('from the %s, %i bytes, with the size of the whole', async (from, bytes, expected) => {
  expect(await ranges.read(id, { from, bytes })).toEqual({ bytes: new Uint8Array(expected), sizeBytes: 4 });
});

test('of another version there are none', async () => {
  expect(await ranges.read({ ...id, versionId: 'v2' }, { from: 'start', bytes: 1 })).toBeUndefined();
});
