import { open } from 'node:fs/promises';
import { readCsv } from './csv.ts';

/** Some rows of a result, and where the next one begins; undefined after the last. */
export interface ResultRows {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly next: number | undefined;
}

const CHUNK_BYTES = 1024 * 1024;

/** Reads up to `count` rows (CSV, or lines) from a byte offset on, without reading what comes before or after. */
export async function readRows(file: string, offset: number, count: number, isCsv: boolean): Promise<ResultRows> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    let bytes = Buffer.alloc(0);
    let end = 0;
    let found = 0;
    let quoted = false;
    while (found < count && offset + bytes.length < size) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - offset - bytes.length));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset + bytes.length);
      if (bytesRead === 0) break;
      const from = bytes.length;
      bytes = Buffer.concat([bytes, chunk.subarray(0, bytesRead)]);
      for (let at = from; at < bytes.length && found < count; at += 1) {
        if (bytes[at] === 0x22 && isCsv) quoted = !quoted;
        else if (bytes[at] === 0x0a && !quoted) {
          found += 1;
          end = at + 1;
        }
      }
    }
    const text = bytes.subarray(0, end).toString('utf8');
    // The answer of a DDL statement is text: one value per line.
    const rows = isCsv
      ? [...readCsv(text)]
      : text
          .split('\n')
          .slice(0, -1)
          .map((line) => [line]);
    return { rows, next: offset + end < size ? offset + end : undefined };
  } finally {
    await handle.close();
  }
}
