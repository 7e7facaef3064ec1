import type { FileId } from '@sluice/protocol';
import type { ByteRange, FileRange } from '@sluice/reader';

/** Where the bytes of object versions come from that intake looks at: as few as the reader asks for. */
export interface FileRanges {
  /** That range of exactly that version; undefined: the version is gone. */
  read(id: FileId, range: ByteRange): Promise<FileRange | undefined>;
}
