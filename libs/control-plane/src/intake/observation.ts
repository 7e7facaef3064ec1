import type { DriftObservation } from '@sluice/reader';
import type { DriftRecord, FileRecord } from '../model.ts';

// An item ends at 400 KB, and a header may be anything that somebody dropped into the folder.
const MAX_COLUMNS = 200;
const MAX_TEXT = 200;

/** The observation that the ledger counts, cut to what an item can hold. */
export function observationOf(
  { fingerprint, unknown, missing, aliased }: DriftObservation,
  { datasetId, key }: Pick<FileRecord, 'datasetId' | 'key'>,
  contractVersion: string,
): Omit<DriftRecord, 'firstSeen' | 'lastSeen' | 'count'> {
  return {
    datasetId,
    fingerprint,
    unknown: unknown.slice(0, MAX_COLUMNS).map(cut),
    missing: missing.slice(0, MAX_COLUMNS),
    aliased: aliased.slice(0, MAX_COLUMNS).map(({ column, header }) => ({ column, header: cut(header) })),
    contractVersion,
    exampleKey: key,
  };
}

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);
