import { crc32, inflateRawSync } from 'node:zlib';

/** A file of an archive. */
export interface ZipEntry {
  /** Relative, with `/`; leads nowhere but below the folder that it is unpacked into. */
  readonly path: string;
  readonly content: Buffer;
}

/** Why an archive is not taken. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_RECORD_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;
const SYMBOLIC_LINK = 0o120000;
/** A package of Python code is a hundredth of this; an archive that claims more is a bomb. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads all files of a ZIP archive. Refused, for each could write or read outside the folder or fill the disk: paths
 * that are absolute or climb, symbolic links, more than 256 MiB inflated. Encrypted and 64-bit archives are refused as
 * well.
 */
export function readZip(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(signature(END_RECORD));
  if (end === -1 || end + END_RECORD_BYTES > archive.length) throw new ZipError('it is no ZIP archive');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  let left = MAX_BYTES;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new ZipError('its directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const attributes = archive.readUInt32LE(at + 38);
    if (((attributes >>> 16) & 0o170000) === SYMBOLIC_LINK) throw new ZipError(`${shown(path)} is a symbolic link`);
    if (archive.readUInt16LE(at + 8) & 1) throw new ZipError(`${shown(path)} is encrypted`);
    checkPath(path);
    if (!path.endsWith('/')) {
      const content = contentOf(archive, at, path, left);
      left -= content.length;
      entries.push({ path, content });
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(archive: Buffer, entry: number, path: string, left: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const checksum = archive.readUInt32LE(entry + 16);
  const packed = archive.readUInt32LE(entry + 20);
  const size = archive.readUInt32LE(entry + 24);
  const header = archive.readUInt32LE(entry + 42);
  if (size > left) throw new ZipError(`it inflates to more than ${MAX_BYTES} bytes`);
  if (header + 30 > archive.length || archive.readUInt32LE(header) !== LOCAL_HEADER)
    throw new ZipError(`${shown(path)} is damaged`);
  // The local header has lengths of its own: its extra field is often another one than the directory's.
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const bytes = archive.subarray(start, start + packed);
  const content = unpacked(bytes, method, size, path);
  if (content.length !== size || crc32(content) !== checksum) throw new ZipError(`${shown(path)} is damaged`);
  return content;
}

function unpacked(bytes: Buffer, method: number, size: number, path: string): Buffer {
  if (method === STORED) return bytes;
  if (method !== DEFLATED) throw new ZipError(`${shown(path)} is packed by method ${method}`);
  try {
    // One more than promised, so that a lie about the size is seen and no more than that is inflated.
    return inflateRawSync(bytes, { maxOutputLength: size + 1 });
  } catch {
    throw new ZipError(`${shown(path)} is damaged`);
  }
}

function checkPath(path: string): void {
  const segments = path.replace(/\/$/, '').split('/');
  const climbs = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (climbs || path.includes('\\') || path.includes('\0') || /^[A-Za-z]:/.test(path))
    throw new ZipError(`${shown(path)} leads out of the folder`);
}

/** Names of an archive are somebody else's text. */
function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
