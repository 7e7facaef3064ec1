/** An object that was put there before, and whose content must have this SHA-256 (hex). */
export interface PinnedObject {
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
}

/**
 * Where a dataset's things lie. The same for all three Lambdas; the platform writes it, `SLUICE_CONFIG` (JSON) carries
 * it.
 */
export interface DatasetConfig {
  readonly datasetId: string;
  readonly contractVersion: string;
  readonly status: 'active' | 'deprecated' | 'retired';
  readonly ledgerTable: string;
  readonly rawBucket: string;
  readonly processedBucket: string;
  readonly quarantineBucket: string;
  readonly controlBucket: string;
  readonly database: string;
  readonly table: string;
  readonly job: string;
  readonly queueUrl: string;
  /** Null in a retired dataset: nothing is dispatched. */
  readonly dispatchFunction: string | null;
  /** EMF namespace. */
  readonly metrics: string;
  readonly batch: { readonly maxFiles: number; readonly maxBytes: number; readonly maxWaitSeconds: number };
  /** Runs at the same time. MaxConcurrentRuns is two more. */
  readonly slots: number;
  readonly maxAttempts: number;
  /**
   * Between a run's end and the take-over of its batch, for requests in flight (design: 60; 0 where a run is a local
   * process).
   */
  readonly graceSeconds: number;
  /** `generated/plan.json` as it was deployed; its SHA-256 is the plan digest. */
  readonly plan: PinnedObject;
  /**
   * The job's script and package as they were deployed. Dispatch copies them to `code/<digest>/` in the control bucket,
   * once.
   */
  readonly code: { readonly digest: string; readonly script: PinnedObject; readonly package: PinnedObject };
}
