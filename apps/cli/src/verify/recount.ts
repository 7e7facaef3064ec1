import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { PlanSource } from '@sluice/contract';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/**
 * Counts the records of a file by the rules of docs/reading-rules.md, header and blank lines left out. It shares no code with
 * the reader nor with the job: three counts that agree are a proof, one count used three times is not.
 * Every encoding that a contract may name keeps ASCII bytes for ASCII characters, so bytes are enough.
 */
export async function recountRecords(path: string, source: PlanSource, signal: AbortSignal): Promise<number> {
  const counter = recordCounter(source);
  const file = createReadStream(path, { highWaterMark: 1 << 20, signal });
  if (source.compression === 'gzip') {
    const unzip = createGunzip();
    file.on('error', (error) => unzip.destroy(error));
    for await (const chunk of file.pipe(unzip)) counter.feed(chunk as Buffer);
  } else {
    for await (const chunk of file) counter.feed(chunk as Buffer);
  }
  return counter.end();
}

/** The counting machine, fed with bytes in any cut. */
export function recordCounter(source: Pick<PlanSource, 'delimiter' | 'quote' | 'escape'>): {
  feed(chunk: Uint8Array): void;
  end(): number;
} {
  const delimiter = Buffer.from(source.delimiter, 'utf8');
  const delimiterEnd = delimiter[delimiter.length - 1] ?? 0;
  const quote = source.quote.charCodeAt(0);
  const escaping = source.escape.charCodeAt(0);
  const doubled = quote === escaping;
  let lines = 0;
  let position = 0;
  let matched = 0;
  let quoted = false;
  let escaped = false;
  /** Right behind a quote inside quotes: a second one stands for itself, anything else has closed the cell. */
  let quoteSeen = false;
  let cellStart = true;
  let lineHasText = false;
  let lastWasCr = false;
  const endLine = () => {
    if (lineHasText) lines += 1;
    lineHasText = false;
    cellStart = true;
    matched = 0;
  };

  const feed = (chunk: Uint8Array) => {
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      // A byte order mark is no text: EF BB BF at the very start.
      if (position < 3 && byte === [0xef, 0xbb, 0xbf][position]) {
        position += 1;
        continue;
      }
      position = 3;
      if (quoted) {
        if (escaped) escaped = false;
        else if (quoteSeen) {
          quoteSeen = false;
          if (byte === quote) continue;
          quoted = false;
        } else if (byte === quote) {
          if (doubled) quoteSeen = true;
          else quoted = false;
          continue;
        } else if (!doubled && byte === escaping) escaped = true;
        if (quoted) continue;
      }
      if (byte === LF) {
        if (!lastWasCr) endLine();
        lastWasCr = false;
        continue;
      }
      lastWasCr = byte === CR;
      if (byte === CR) {
        endLine();
        continue;
      }
      if (cellStart && byte === quote) {
        quoted = true;
        lineHasText = true;
        cellStart = false;
        continue;
      }
      if (byte > SPACE) lineHasText = true;
      matched = byte === delimiter[matched] ? matched + 1 : byte === delimiter[0] ? 1 : 0;
      cellStart = byte === delimiterEnd && matched === delimiter.length;
      if (cellStart) matched = 0;
    }
  };
  return {
    feed,
    end() {
      endLine();
      return Math.max(0, lines - 1);
    },
  };
}
