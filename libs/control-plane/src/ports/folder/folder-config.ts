import { createHash } from 'node:crypto';
import type { DatasetConfig, PinnedObject } from '@sluice/protocol';
import { datasetNames } from '@sluice/protocol';
import { Conflict, type ObjectStore } from '../object-store.ts';

/** Buckets of a lake on folders: each is the folder of that name under the lake's root. */
export const FOLDER_BUCKETS = {
  raw: 'raw',
  processed: 'processed',
  quarantine: 'quarantine',
  control: 'control',
  assets: 'assets',
} as const;

/** Database and workgroup of a lake on folders, and the first word of its names. */
export const FOLDER_LAKE_NAME = 'sluice';

/** What a deployment would know of a dataset. */
export interface FolderDataset {
  readonly datasetId: string;
  readonly contractVersion: string;
  readonly status: DatasetConfig['status'];
  readonly maxFiles: number;
  readonly maxBytes: number;
  /** The bytes of `generated/plan.json`. */
  readonly plan: Uint8Array;
  /** The job's package as an archive. */
  readonly package: Uint8Array;
  /** Runs at the same time. */
  readonly slots: number;
}

const MAX_ATTEMPTS = 3;
/** What Glue would be given; a run on folders starts the package itself. */
const SCRIPT = Buffer.from("import runpy\n\nrunpy.run_module('sluice_glue', run_name='__main__', alter_sys=True)\n");

/**
 * Deploys a dataset to a lake on folders: plan and code go to where a deployment's assets lie, and the configuration
 * names them. Nothing is written twice.
 */
export async function deployToFolder(store: ObjectStore, dataset: FolderDataset): Promise<DatasetConfig> {
  const { datasetId, contractVersion, status, maxFiles, maxBytes, slots } = dataset;
  const code = await asset(store, dataset.package, 'zip');
  return {
    datasetId,
    contractVersion,
    status,
    ledgerTable: 'ledger',
    rawBucket: FOLDER_BUCKETS.raw,
    processedBucket: FOLDER_BUCKETS.processed,
    quarantineBucket: FOLDER_BUCKETS.quarantine,
    controlBucket: FOLDER_BUCKETS.control,
    database: FOLDER_LAKE_NAME,
    table: datasetId,
    job: datasetNames(datasetId, FOLDER_LAKE_NAME).job,
    queueUrl: '',
    // Whoever runs the lake looks again by itself.
    dispatchFunction: null,
    metrics: '',
    batch: { maxFiles, maxBytes, maxWaitSeconds: 0 },
    slots,
    maxAttempts: MAX_ATTEMPTS,
    // A run is over when none of its processes is left (design, rule 3).
    graceSeconds: 0,
    plan: await asset(store, dataset.plan, 'json'),
    code: { digest: code.sha256, script: await asset(store, SCRIPT, 'py'), package: code },
  };
}

async function asset(store: ObjectStore, body: Uint8Array, suffix: string): Promise<PinnedObject> {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const [bucket, key] = [FOLDER_BUCKETS.assets, `${sha256}.${suffix}`];
  try {
    if (!(await store.exists(bucket, key))) await store.create(bucket, key, body);
  } catch (error) {
    // The name is the content's: whoever was faster has put the same.
    if (!(error instanceof Conflict)) throw error;
  }
  return { bucket, key, sha256 };
}
