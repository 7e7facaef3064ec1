import type { Contract } from '@sluice/contract';
import type { FileRecord } from '@sluice/control-plane';
import type { BatchHead, CommittedFile, Plan } from '@sluice/protocol';
import { readAll } from '@sluice/reader';
import type { Target } from '../find/target.ts';
import { readBatchFrom, readReportFrom } from '../read/documents.ts';
import { deployedConfig, planOfDigest } from '../read/target-datasets.ts';
import { bucketDocuments } from '../read/target-documents.ts';
import { objectBytes } from '../read/target-objects.ts';
import { headerCell } from './header-place.ts';
import { anatomyOf, type LineAndColumn, lineAndColumn, textOf } from './place.ts';
import { type RejectedRows, rejectedRows } from './rejected.ts';
import { duplicatesOf, type Sightings } from './sightings.ts';

/** Rejected rows whose place is worked out. */
const SHOWN_ROWS = 10;
/** Objects beyond this are not read for a place: it would take minutes and the memory of the machine. */
const READABLE_BYTES = 128 * 1024 * 1024;

/** A rejected row with its place in the file. */
export interface RejectedPlace {
  /** From 1, header and blank lines left out: what `--row` takes. Null where the object could not be read. */
  readonly record: number | null;
  readonly at: LineAndColumn | null;
  readonly reasons: readonly {
    readonly reason: string;
    readonly header: string | null;
    readonly at: LineAndColumn | null;
  }[];
}

/** Everything that is known of one object version. */
export interface FileStory {
  readonly file: FileRecord;
  /** Place of the reason in a refused file, worked out from the object. */
  readonly at: LineAndColumn | null;
  /** The first bad rows of a file that was refused because of its rows. */
  readonly badRows: readonly RejectedPlace[];
  /** Where its rows went; null until they were committed. */
  readonly outcome: {
    readonly records: number | null;
    readonly rejected: Omit<RejectedRows, 'rows'> & { readonly rows: readonly RejectedPlace[] };
    /** Files of the commit: rows of all members, the file's own are among them. */
    readonly files: readonly CommittedFile[];
    readonly quarantineFiles: readonly CommittedFile[];
    readonly members: number;
  } | null;
  /** Events of this version that came again. Undefined: no log to read. */
  readonly duplicates: Sightings | undefined;
}

/** Reasons that speak of rows, not of the file as a whole. */
const REASONS_OF_ROWS: ReadonlySet<string> = new Set(['bad-value', 'bad-ratio', 'no-valid-row']);
/** No more records of a refused file are judged again than these. */
const JUDGED_RECORDS = 1_000;

/**
 * Puts the story of an object version together: ledger, documents of its batch, quarantined rows, the object itself,
 * intake's log.
 */
export async function storyOf(target: Target, file: FileRecord): Promise<FileStory> {
  const [outcome, refusal, duplicates] = await Promise.all([
    outcomeOf(target, file),
    refusalOf(target, file),
    duplicatesOf(target, file),
  ]);
  return { file, ...refusal, outcome, duplicates };
}

async function outcomeOf(target: Target, file: FileRecord): Promise<FileStory['outcome']> {
  if (file.batchId === null || file.committedAt === null) return null;
  const documents = bucketDocuments(target);
  const batchName = { datasetId: file.datasetId, batchId: file.batchId };
  const { manifest, batchHead } = await readBatchFrom(documents, batchName);
  if (batchHead === undefined || batchHead.state !== 'committed') return null;
  const report = await readReportFrom(documents, batchName, batchHead.attempt);
  const index = manifest?.members.findIndex(
    (member) => member.key === file.key && member.version_id === file.versionId,
  );
  const records = report?.members.find(({ member }) => member === index)?.records ?? null;
  const { rows, ...rejected } = await rejectedRows(target, batchHead, file, SHOWN_ROWS);
  const source = rows.length === 0 ? undefined : await readable(target, file, batchHead);
  return {
    records,
    rejected: { ...rejected, rows: rows.map((row) => rejectedPlace(row, source)) },
    files: batchHead.files,
    quarantineFiles: batchHead.quarantine_files,
    members: manifest?.members.length ?? 0,
  };
}

interface Readable {
  readonly object: Uint8Array;
  readonly plan: Plan;
}

/** The object and the plan that it was judged by; undefined where one is gone or too large. */
export async function readable(target: Target, file: FileRecord, batchHead?: BatchHead): Promise<Readable | undefined> {
  if (file.sizeBytes > READABLE_BYTES) return undefined;
  const config = await deployedConfig(target, file.datasetId);
  const plan = await planOfDigest(target, config, batchHead?.plan_digest ?? file.planDigest);
  const object = await objectBytes(target, file.bucket, file.key, file.versionId);
  return plan === undefined || object === undefined ? undefined : { object, plan };
}

function rejectedPlace(row: RejectedRows['rows'][number], source: Readable | undefined): RejectedPlace {
  const found =
    source === undefined
      ? undefined
      : anatomyOf(source.object, source.plan, { index: row.recordIndex, splitStart: row.splitStart });
  const anatomy = found === undefined || 'problem' in found ? undefined : found;
  return {
    record: anatomy?.record ?? (row.splitStart === 0 ? row.recordIndex + 1 : null),
    at: anatomy === undefined ? null : { line: anatomy.line, column: anatomy.column },
    reasons: row.reasons.map((reason) => {
      const own = anatomy?.reasons.find((each) => each.reason === reason);
      return { reason, header: own?.header ?? null, at: own?.at ?? null };
    }),
  };
}

/** Where a refused file is wrong, and which of its rows are. */
async function refusalOf(target: Target, file: FileRecord): Promise<Pick<FileStory, 'at' | 'badRows'>> {
  if (file.place === null) return { at: null, badRows: [] };
  const source = await readable(target, file);
  const text = source === undefined ? undefined : textOf(source.object, source.plan);
  // Without the text the line is still known: intake wrote it down.
  if (source === undefined || text === undefined) return { at: { line: file.place.line, column: 1 }, badRows: [] };
  const cell = headerCell(text, file, source.plan);
  const at = cell ?? lineAndColumn(text, file.place, source.plan.source.encoding);
  return { at, badRows: REASONS_OF_ROWS.has(file.reason ?? '') ? badRows(source) : [] };
}

function badRows({ object, plan }: Readable): readonly RejectedPlace[] {
  const read = readAll(object, { plan, maxRecords: JUDGED_RECORDS });
  if (read.kind !== 'read') return [];
  const bad = read.records.filter(({ row }) => row === null).slice(0, SHOWN_ROWS);
  return bad.map(({ index, reasons }) =>
    rejectedPlace({ splitStart: 0, recordIndex: index, reasons, hasText: true }, { object, plan }),
  );
}

/**
 * Whether rows of a dataset may be shown: no column is personal. A dataset that is not in this checkout may hold
 * anything.
 */
export function mayShowRows(contract: Contract | undefined): boolean {
  return contract?.columns.every(({ schema }) => schema['x-column']?.pii === undefined) ?? false;
}
