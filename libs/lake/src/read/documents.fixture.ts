import { type BatchHead, batchId, type CommittedFile, lakeNames, type Manifest } from '@sluice/protocol';

const NAMES = lakeNames({ account: '000000000000', region: 'us-east-1' });
const DIGEST = 'd'.repeat(64);

/** A file of a commit, in the processed bucket unless said otherwise. */
export function committedFile(key: string, changes: Partial<CommittedFile> = {}): CommittedFile {
  return {
    bucket: NAMES.processedBucket,
    key,
    rows: 8,
    bytes: 100,
    digest: DIGEST,
    partition: {},
    columns: {},
    footer_bytes: 10,
    ...changes,
  };
}

/** The manifest of a batch of `sales` with one member; its id is that of what is in it. */
export function manifestOf(changes: Partial<Manifest> = {}): Manifest {
  const manifest: Manifest = {
    manifest_format: 1,
    batch_id: '',
    dataset_id: 'sales',
    contract_version: '1.0.0',
    run_date: '2026-01-15',
    plan_digest: DIGEST,
    code_digest: 'c'.repeat(64),
    replaces: [],
    quarantine_bucket: NAMES.quarantineBucket,
    catalog: null,
    members: [
      { bucket: NAMES.rawBucket, key: 'incoming/sales/a.csv', version_id: 'v-0000000000000001', size: 9, queued: 1 },
    ],
    ...changes,
  };
  return { ...manifest, batch_id: batchId(manifest) };
}

/** The committed batch head of the batch of a manifest. */
export function headOf(manifest: Manifest, changes: Partial<BatchHead> = {}): BatchHead {
  return {
    head_format: 1,
    batch_id: manifest.batch_id,
    dataset_id: manifest.dataset_id,
    counter: 3,
    state: 'committed',
    attempt: 1,
    run_id: 'jr_1',
    run_date: manifest.run_date,
    plan_digest: manifest.plan_digest,
    files: [committedFile(`${manifest.dataset_id}/sold_year=2026/${manifest.batch_id}-1-0.parquet`)],
    quarantine_files: [],
    refused: [],
    counts: { rows_in: 8, accepted: 8, rejected: 0, duplicates: 0, by_reason: {} },
    updated_at: '2026-01-15T10:05:00.000Z',
    ...changes,
  };
}
