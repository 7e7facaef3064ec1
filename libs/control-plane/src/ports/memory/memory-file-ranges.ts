import type { FileId } from '@sluice/protocol';
import type { ByteRange, FileRange } from '@sluice/reader';
import type { FileRanges } from '../file-ranges.ts';

/** Ranges of objects in memory, as S3 would answer; undefined for a version that `find` does not have. */
export function createMemoryFileRanges(find: (id: FileId) => Uint8Array | undefined): FileRanges {
  return {
    async read(id, range) {
      // Others get their turn, as they would over a network.
      await Promise.resolve();
      const object = find(id);
      return object === undefined ? undefined : rangeOf(object, range);
    },
  };
}

function rangeOf(object: Uint8Array, { from, bytes }: ByteRange): FileRange {
  const part = from === 'start' ? object.subarray(0, bytes) : object.subarray(Math.max(0, object.length - bytes));
  return { bytes: part, sizeBytes: object.length };
}
