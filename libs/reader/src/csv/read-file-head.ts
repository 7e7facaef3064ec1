import { constants } from 'node:buffer';
import type { Plan } from '@sluice/protocol';
import { type ByteText, openText } from '../encoding.ts';
import type { FileSample, NeedMore, ReadOptions } from '../file-format.ts';
import { gunzipFileHead } from '../gunzip-file-head.ts';
import { matchHeader } from '../header.ts';
import { READER, ReaderError } from '../reader-error.ts';
import { type FilePlace, type Refusal, refuse } from '../reasons.ts';
import { compileRows } from '../rows.ts';
import { checkHeaderEncoding } from './header-encoding.ts';
import { MAX_CELLS, type RawRecord, RecordCursor, type RecordStop } from './records.ts';

/** The file head that is read at first. */
export const FILE_HEAD_BYTES = 64 * 1024;
/** The header record must end within this many (inflated) bytes. */
export const HEADER_LIMIT = 1024 * 1024;

// A little more than a header may need, because a cut gzip stream stops some kilobytes before its limit.
const INFLATE_LIMIT = HEADER_LIMIT + FILE_HEAD_BYTES;

/** How a file head is read. `inflateLimit` is 1 MiB and 64 KiB by default, what a header may need. */
export interface FileHeadOptions extends ReadOptions {
  /** The bytes are the whole file. */
  readonly complete: boolean;
}

/**
 * Reads the first bytes of a CSV file against its plan: gzip, encoding, header, records, cells, rules. Pure, and
 * bounded by the bytes given and `inflateLimit`. The record that the end of an incomplete file head cuts is not judged.
 *
 * @example
 * const read = readFileHead(bytes, { plan, complete: bytes.length === object.size, validate });
 * if (read.kind === 'read') for (const record of read.records) log(record.index, record.reasons);
 */
export function readFileHead(bytes: Uint8Array, options: FileHeadOptions): Refusal | FileSample | NeedMore {
  const { plan, validate, maxRecords = Number.POSITIVE_INFINITY } = options;
  const opened = open(bytes, options);
  if (opened.kind === 'refused') return opened;
  const { text, complete } = opened;

  const cursor = new RecordCursor(text, plan.source, complete);
  const header = cursor.next();
  if (typeof header === 'string') return noHeader(header, cursor.place, opened, bytes.length);
  const undecodable = checkHeaderEncoding(plan, header);
  if (undecodable !== undefined) return undecodable;
  if (header.end > HEADER_LIMIT) return tooLong();

  const records: RawRecord[] = [];
  let stop: RecordStop | undefined;
  while (stop === undefined && records.length < maxRecords) {
    const next = cursor.next();
    if (typeof next === 'string') stop = next;
    else records.push(next);
  }
  if (stop !== undefined && stop !== 'end' && stop !== 'cut') return refuseStop(stop, cursor.place, plan);
  const isWhole = complete && stop === 'end';
  if (isWhole && records.length === 0) return refuse('header-only', 'the file has a header and no record');
  const match = matchHeader(plan, header);
  if ('kind' in match) return match;
  const judge = compileRows(plan, match, header.cells.length, validate);
  return {
    kind: 'read',
    header: header.cells.map((cell) => cell ?? ''),
    match,
    records: records.map(judge),
    complete: isWhole,
    ...(options.keepCells === true && { cells: records.map(({ cells }) => cells) }),
  };
}

interface Opened {
  readonly kind: 'opened';
  readonly text: ByteText;
  /** The text is the whole file's. */
  readonly complete: boolean;
  /** More bytes of the file would give no more text. */
  readonly limited: boolean;
}

function open(bytes: Uint8Array, options: FileHeadOptions): Opened | Refusal {
  const { source } = options.plan;
  let content = bytes;
  let { complete } = options;
  let limited = false;
  if (source.compression === 'gzip') {
    if (complete && bytes.length === 0) return refuse('empty', 'the file has no bytes');
    const inflated = gunzipFileHead(bytes, {
      complete,
      limit: options.inflateLimit ?? INFLATE_LIMIT,
      maxInflatedBytes: source.max_inflated_bytes,
    });
    if (inflated.kind === 'refused') return inflated;
    content = inflated.bytes;
    complete = inflated.complete;
    limited = inflated.limited;
  }
  if (content.length > constants.MAX_STRING_LENGTH) {
    throw new ReaderError(
      READER.tooMuchAtOnce,
      `${content.length} bytes of text; the reader takes ${constants.MAX_STRING_LENGTH} at once`,
    );
  }
  const text = openText(content, source);
  return text.kind === 'refused' ? text : { kind: 'opened', text, complete, limited };
}

function noHeader(
  stop: RecordStop,
  place: FilePlace,
  { text, complete, limited }: Opened,
  given: number,
): Refusal | NeedMore {
  if (stop === 'too-many-columns') return refuse(stop, `the header has more than ${MAX_CELLS} cells`, place);
  if (stop === 'bad-quoting') return refuse(stop, 'text follows a closing quote in the header', place);
  if (text.text.length >= HEADER_LIMIT || limited) return tooLong();
  if (!complete)
    return given >= HEADER_LIMIT
      ? tooLong()
      : {
          kind: 'need-more',
          range: { from: 'start', bytes: Math.min(Math.max(given * 4, FILE_HEAD_BYTES), HEADER_LIMIT) },
        };
  if (stop === 'unclosed-quote') return refuse(stop, 'a quote is opened in the header and never closed', place);
  return refuse('empty', text.text.length === 0 ? 'the file has no bytes' : 'the file has nothing but blank lines');
}

function refuseStop(stop: Exclude<RecordStop, 'end' | 'cut'>, place: FilePlace, plan: Plan): Refusal {
  const { quote, escape: escaper } = plan.source;
  if (stop === 'too-many-columns')
    return refuse(stop, `the record of line ${place.line} has more than ${MAX_CELLS} cells`, place);
  if (stop === 'unclosed-quote')
    return refuse(stop, `a quote opened in the record of line ${place.line} is never closed`, place);
  const what = `text or another quote follows a closing quote in the record of line ${place.line}`;
  return refuse(stop, `${what}; with the escape ${escaper} a quote inside quotes is ${escaper}${quote}`, place);
}

function tooLong(): Refusal {
  return refuse('header-too-long', `the header does not end within ${HEADER_LIMIT} bytes`);
}
