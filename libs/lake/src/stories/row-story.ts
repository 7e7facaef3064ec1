import type { FileRecord } from '@sluice/control-plane';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { readBatchFrom } from '../read/documents.ts';
import { bucketDocuments } from '../read/target-documents.ts';
import { readable } from './file-story.ts';
import { anatomyOf, type RecordAnatomy } from './place.ts';
import { rejectedRows } from './rejected.ts';

/** One record of a file: where it is, what the contract says of it, and where it went. */
export interface RowStory extends RecordAnatomy {
  readonly file: FileRecord;
  /** `table`, `quarantine`, or null while the file is not committed. */
  readonly went: 'table' | 'quarantine' | null;
}

/** All rejected rows of a file are asked for: which of them is the record is only known then. */
const ALL = 10_000_000;

/** The record of this number (from 1) in a file. */
export async function rowStory(target: Target, file: FileRecord, record: number): Promise<RowStory> {
  const batchHead =
    file.batchId === null
      ? undefined
      : (await readBatchFrom(bucketDocuments(target), { datasetId: file.datasetId, batchId: file.batchId })).batchHead;
  const source = await readable(target, file, batchHead);
  if (source === undefined)
    throw new LakeError(
      'SLC8038',
      `${file.key} cannot be read here: it is gone from raw, or larger than 128 MB, or its plan is gone`,
    );
  const anatomy = anatomyOf(source.object, source.plan, { index: record - 1 });
  if ('problem' in anatomy) throw new LakeError('SLC8038', `${file.key}, record ${record}: ${anatomy.problem}`);
  const committed = batchHead?.state === 'committed' && file.committedAt !== null;
  if (!committed) return { ...anatomy, file, went: null };
  const { rows } = await rejectedRows(target, batchHead, file, ALL);
  const rejected = rows.find((row) => {
    const found = row.splitStart === 0 ? row.recordIndex + 1 : recordOf(source, row);
    return found === record;
  });
  if (rejected === undefined) return { ...anatomy, file, went: 'table' };
  // The job knows reasons that the reader cannot: a duplicate is one only beside the other files of its batch.
  const known = new Map(anatomy.reasons.map((each) => [each.reason, each]));
  const reasons = rejected.reasons.map(
    (reason) => known.get(reason) ?? { reason, header: null, at: { line: anatomy.line, column: 1 } },
  );
  return { ...anatomy, reasons, file, went: 'quarantine' };
}

function recordOf(
  source: NonNullable<Awaited<ReturnType<typeof readable>>>,
  row: { readonly recordIndex: number; readonly splitStart: number },
) {
  const found = anatomyOf(source.object, source.plan, { index: row.recordIndex, splitStart: row.splitStart });
  return 'problem' in found ? undefined : found.record;
}
