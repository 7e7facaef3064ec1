import { readFile, stat } from 'node:fs/promises';
import type { Plan } from '@sluice/protocol';
import { readFileHead } from '@sluice/reader';
import { OnboardingError } from './errors.ts';
import { type Dialect, sniff } from './sniff.ts';

/** The records of a file that a contract is worked out from. */
export interface Sample {
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly records: readonly (readonly (string | null)[])[];
  /** The records are all that the file has. */
  readonly isWhole: boolean;
  /** The text that they were read from: the file, or the beginning of a large one. */
  readonly text: Uint8Array;
}

/** A file larger than this is no sample. */
const MAX_SAMPLE_BYTES = 64 * 1024 * 1024;
/** What is looked at: enough to tell a type, and little enough to be held in memory, however short the records are. */
const MAX_TEXT_BYTES = 32 * 1024 * 1024;
const MAX_RECORDS = 500_000;
const MAX_COLUMNS = 2000;
const MAX_HEADER_LENGTH = 1024;
const QUOTE = '"';

/** Reads a sample file. @throws OnboardingError SLC8007 when no contract can come of it */
export async function openSample(file: string): Promise<Sample> {
  const { bytes, ...dialect } = sniff(file, await contentOf(file));
  const text = bytes.subarray(0, MAX_TEXT_BYTES);
  const complete = text.length === bytes.length;
  const read = readFileHead(text, {
    plan: planWithoutColumns(dialect),
    complete,
    keepCells: true,
    maxRecords: MAX_RECORDS,
  });
  if (read.kind !== 'read')
    throw refused(
      file,
      read.kind === 'refused' ? read : { detail: 'the header never ends', reason: 'header-too-long' },
    );
  const sample = { dialect, headers: read.header, records: read.cells ?? [], isWhole: read.complete, text };
  refuseHeader(file, sample.headers);
  if (!sample.records.some((cells) => cells.length === sample.headers.length))
    throw new OnboardingError(
      'SLC8007',
      `no record has ${sample.headers.length} cell${sample.headers.length === 1 ? '' : 's'}, as the first line has`,
      {
        file,
        line: 1,
        fix: 'The first line must be the header: remove what stands above it.',
      },
    );
  return sample;
}

/** How many records of the sample a plan would reject, by reason, the most frequent first. */
export function rejections(
  plan: Plan,
  sample: Sample,
): { readonly rejected: number; readonly reasons: readonly string[] } {
  const source = { ...plan.source, compression: 'none' } as const;
  const read = readFileHead(sample.text, {
    plan: { ...plan, source },
    complete: sample.isWhole,
    maxRecords: MAX_RECORDS,
  });
  const counts = new Map<string, number>();
  let rejected = 0;
  for (const { row, reasons } of read.kind === 'read' ? read.records : []) {
    if (row !== null) continue;
    rejected += 1;
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { rejected, reasons: sorted.map(([reason]) => reason) };
}

async function contentOf(file: string): Promise<Uint8Array> {
  const status = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new OnboardingError(
      'SLC8007',
      error.code === 'ENOENT' ? 'there is no such file' : `it cannot be opened (${error.code})`,
      { file },
    );
  });
  if (!status.isFile()) throw new OnboardingError('SLC8007', 'it is no regular file', { file });
  if (status.size > MAX_SAMPLE_BYTES)
    throw new OnboardingError('SLC8007', 'the file is larger than 64 MB', {
      file,
      fix: 'Give a sample: the first 100,000 lines are plenty.',
    });
  return readFile(file);
}

/** Every header is unknown to a plan without columns, and unknown ones are ignored. */
function planWithoutColumns(dialect: Dialect): Plan {
  return {
    plan_format: 1,
    dataset_id: 'sample',
    source: {
      format: 'csv',
      suffix: '',
      compression: 'none',
      encoding: dialect.encoding,
      delimiter: dialect.delimiter,
      quote: QUOTE,
      escape: QUOTE,
      decimal_comma: false,
      max_bytes: MAX_SAMPLE_BYTES,
      max_inflated_bytes: MAX_SAMPLE_BYTES,
    },
    columns: [],
    partition: [],
    sort: [],
    dedupe: null,
    drift: { new_column: 'ignore', missing_column: 'null', bad_value: 'quarantine_row', max_bad_ratio: null },
  };
}

function refused(file: string, read: { detail: string; reason: string; at?: { line: number } }): OnboardingError {
  return new OnboardingError('SLC8007', `${read.detail} (${read.reason})`, {
    file,
    ...(read.at === undefined ? {} : { line: read.at.line }),
  });
}

function refuseHeader(file: string, headers: readonly string[]): void {
  const no = (message: string, fix?: string) =>
    new OnboardingError('SLC8007', message, { file, line: 1, ...(fix === undefined ? {} : { fix }) });
  const blank = headers.findIndex((header) => header.trim() === '');
  if (blank !== -1) throw no(`header cell ${blank + 1} is empty`);
  if (headers.every((header) => /^[+-]?[0-9.,]+$/.test(header)))
    throw no('the first line holds numbers only: the file has no header');
  if (headers.length > MAX_COLUMNS) throw no(`the file has ${headers.length} columns; a contract holds ${MAX_COLUMNS}`);
  const long = headers.findIndex((header) => header.length > MAX_HEADER_LENGTH);
  if (long !== -1) throw no(`header cell ${long + 1} has more than ${MAX_HEADER_LENGTH} characters`);
  const broken = headers.find((header) => /[\r\n]/.test(header));
  if (broken !== undefined)
    throw no(`the header ${JSON.stringify(broken)} holds a line end`, 'Write each header on one line.');
}
