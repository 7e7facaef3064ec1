import type { BatchRecord, ObjectVersion } from '../../model.ts';

let made = 0;

/** A dataset of a test's own: tests share a table and never see each other's items. */
export const ownDataset = (): string => {
  made += 1;
  return `flights_${process.pid}_${made}`;
};

/** The n-th millisecond of a test. */
export const at = (millisecond: number): string => new Date(Date.UTC(2026, 0, 1) + millisecond).toISOString();

/** An object version of which only what matters is said. */
export function objectVersion(datasetId: string, of: Partial<ObjectVersion> = {}): ObjectVersion {
  const name = { key: `incoming/${datasetId}/2013-01-01.csv`, versionId: 'v1', etag: 'e1', sequencer: '0A' };
  return { datasetId, bucket: 'sluice-raw', sizeBytes: 10, eventTime: at(0), ...name, ...of };
}

/** A batch that was just cut. */
export function newBatch(datasetId: string, batchId: string, of: Partial<BatchRecord> = {}): BatchRecord {
  return {
    batchId,
    datasetId,
    state: 'PREPARING',
    attempt: 1,
    slot: 0,
    files: 2,
    bytes: 20,
    lane: '',
    contractVersion: '1.0.0',
    planDigest: 'plan',
    codeDigest: 'code',
    runDate: '2026-01-01',
    jobRunId: null,
    createdAt: at(0),
    stateSince: at(0),
    committedAt: null,
    reason: null,
    detail: null,
    history: [],
    historyDropped: 0,
    revision: 1,
    ...of,
  };
}

/** Everything that a listing gives. */
export async function all<Entry>(entries: AsyncIterable<Entry>): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}
