import type { PlanSource } from '@sluice/protocol';
import { type Refusal, refuse } from './reasons.ts';

/** The first bytes of formats that are no text. None of them can be the begin of a header that somebody means. */
const MAGIC: readonly (readonly [name: string, bytes: string])[] = [
  ['gzip', '\x1f\x8b'],
  ['zip', 'PK\x03\x04'],
  ['Parquet', 'PAR1\x15'],
  ['Avro', 'Obj\x01'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['xz', '\xfd7zXZ\x00'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['OLE (old Office)', '\xd0\xcf\x11\xe0'],
  ['PNG', '\x89PNG'],
  ['PDF', '%PDF-'],
];
const BZIP2 = /^BZh[1-9]1AY&SY/;
const NON_ASCII = /[^\0-\x7f]/;
// WHATWG decoders give C1 controls for the five bytes that windows-1252 leaves open; Java, and so Spark, gives U+FFFD.
const WINDOWS_1252 =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';
const UTF8_BOM = '\xef\xbb\xbf';

/** The character that stands for bytes without a meaning in the encoding. */
export const REPLACEMENT = '\ufffd';

/** Text as one character per byte, so that places stay byte offsets and only cells that need it are decoded. */
export interface ByteText {
  readonly kind: 'text';
  readonly text: string;
  /** Where the content begins: after the BOM. */
  readonly start: number;
  /** Turns a piece of `text` into what the encoding says. */
  readonly decode: (piece: string) => string;
}

/**
 * Looks at the bytes as a whole: not text, a BOM, and how cells are decoded. With a delimiter, quote or escape beyond
 * ASCII the text is decoded at once, and places count UTF-16 units instead of bytes.
 */
export function openText(
  bytes: Uint8Array,
  source: Pick<PlanSource, 'encoding' | 'delimiter' | 'quote' | 'escape'>,
): ByteText | Refusal {
  const { encoding } = source;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const format = MAGIC.find(([, magic]) => text.startsWith(magic))?.[0] ?? (BZIP2.test(text) ? 'bzip2' : undefined);
  if (format !== undefined) return refuse('not-text', `the file begins like ${format}`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return refuse('not-text', wide ? 'the file is UTF-16, which is not supported' : `byte ${nul} is NUL`, {
      line: lineOf(text, nul),
      offset: nul,
    });
  }
  const hasBom = text.startsWith(UTF8_BOM);
  if (hasBom && encoding !== 'utf-8')
    return refuse('bad-encoding', `the contract says ${encoding}, but the file begins with a UTF-8 BOM`);
  const start = hasBom ? UTF8_BOM.length : 0;
  if (!NON_ASCII.test(text)) return { kind: 'text', text, start, decode: asIs };
  const isWide = NON_ASCII.test(source.delimiter + source.quote + source.escape);
  if (isWide) return { kind: 'text', text: DECODERS[encoding](text.slice(start)), start: 0, decode: asIs };
  return { kind: 'text', text, start, decode: DECODERS[encoding] };
}

/** The line (from 1) of an offset; CRLF is one line end. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line += 1;
  }
  return line;
}

const DECODERS: Record<PlanSource['encoding'], (piece: string) => string> = {
  'utf-8': (piece) => (NON_ASCII.test(piece) ? Buffer.from(piece, 'latin1').toString('utf8') : piece),
  'windows-1252': (piece) => piece.replace(/[\x80-\x9f]/g, (byte) => WINDOWS_1252.charAt(byte.charCodeAt(0) - 0x80)),
  'iso-8859-1': asIs,
};

function asIs(piece: string): string {
  return piece;
}
