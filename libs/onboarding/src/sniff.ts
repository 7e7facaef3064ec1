import { gunzipSync } from 'node:zlib';
import { OnboardingError } from './errors.ts';

/** How a file is written. */
export interface Dialect {
  readonly compression: 'none' | 'gzip';
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly delimiter: string;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** A sample file is a sample: what it inflates to stays within the memory of a laptop. */
const MAX_INFLATED_BYTES = 128 * 1024 * 1024;
const LINES_LOOKED_AT = 200;

/** Compression, encoding and delimiter of a CSV file, from its content; and the content, inflated. */
export function sniff(file: string, content: Uint8Array): Dialect & { readonly bytes: Uint8Array } {
  const compression = content[0] === 0x1f && content[1] === 0x8b ? 'gzip' : 'none';
  const bytes = compression === 'gzip' ? inflated(file, content) : content;
  return { compression, encoding: encodingOf(bytes), delimiter: delimiterOf(bytes), bytes };
}

function inflated(file: string, content: Uint8Array): Uint8Array {
  try {
    return gunzipSync(content, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? 'it inflates to more than 128 MB'
        : 'the gzip stream is broken';
    throw new OnboardingError('SLC8007', why, { file, cause: error });
  }
}

function encodingOf(bytes: Uint8Array): Dialect['encoding'] {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The delimiter that cuts most lines into the same number of cells, more than one; the comma when none does. */
function delimiterOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256 * 1024)).toString('latin1');
  const lines = text
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_LOOKED_AT);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const cells = lines.map((line) => line.split(delimiter).length);
    const header = cells[0] ?? 1;
    const alike = cells.filter((count) => count === header).length / Math.max(1, cells.length);
    const score = header > 1 ? alike + Math.min(header, 100) / 1000 : 0;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
