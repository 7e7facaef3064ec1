import type { FileFormat } from '../file-format.ts';
import { FILE_HEAD_BYTES, readFileHead } from './read-file-head.ts';

/** CSV is read from its start on: a file head that holds the header, and the records behind it. */
export const CSV: FileFormat = {
  first: { from: 'start', bytes: FILE_HEAD_BYTES },
  read: ({ bytes, sizeBytes }, options) => readFileHead(bytes, { ...options, complete: bytes.length >= sizeBytes }),
};
