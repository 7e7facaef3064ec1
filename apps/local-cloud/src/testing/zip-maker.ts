import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive that a test makes, and what shall be wrong with it. */
export interface MadeEntry {
  readonly path: string;
  readonly content?: string;
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** What the directory claims, when that is not the truth. */
  readonly claimedSize?: number;
  readonly claimedChecksum?: number;
}

/** An archive of these entries, deflated, as every tool makes them. */
export function makeZip(entries: readonly MadeEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = '', mode = 0o100644, flags = 0, method = 8, claimedSize, claimedChecksum } of entries) {
    const bytes = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const name = Buffer.from(path);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(claimedChecksum ?? crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimedSize ?? bytes.length, 18);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length, 0);
    const local = Buffer.concat([number(0x04034b50), fields, lengths, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([number(0x02014b50), Buffer.alloc(2), fields, lengths, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, number(0x06054b50), end]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
