/** One object version in a batch. */
export interface Member {
  readonly bucket: string;
  readonly key: string;
  /** S3 version id; on folders the SHA-256 of the content. */
  readonly version_id: string;
  readonly size: number;
  /** How many times this object version was queued. */
  readonly queued: number;
}

/** The input manifest of a batch: `<dataset>/batches/<batch_id>/manifest.json`, written once. */
export interface Manifest {
  readonly manifest_format: 1;
  readonly batch_id: string;
  readonly dataset_id: string;
  readonly contract_version: string;
  /** `yyyy-MM-dd` */
  readonly run_date: string;
  readonly plan_digest: string;
  readonly code_digest: string;
  readonly replaces: readonly string[];
  readonly quarantine_bucket: string;
  readonly catalog: { readonly database: string; readonly table: string } | null;
  readonly members: readonly Member[];
}

/** What a batch id is made of. */
export type BatchIdentity = Pick<Manifest, 'dataset_id' | 'replaces' | 'plan_digest' | 'code_digest'> & {
  readonly members: readonly Pick<Member, 'bucket' | 'key' | 'version_id' | 'queued'>[];
};

/** A file that a commit published. */
export interface CommittedFile {
  readonly bucket: string;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the object. */
  readonly digest: string;
  /** Partition key to value; empty for quarantine files. */
  readonly partition: Readonly<Record<string, string>>;
  /** Column to compressed bytes of its chunks. */
  readonly columns: Readonly<Record<string, number>>;
  readonly footer_bytes: number;
}

/** A file of the batch that was refused as a whole. */
export interface RefusedMember {
  /** Index in the manifest. */
  readonly member: number;
  readonly bucket: string;
  readonly key: string;
  readonly version_id: string;
  readonly reason: string;
  readonly detail: string;
}

/** Rows of a run: `rows_in = accepted + rejected`, duplicates among the rejected. */
export interface RowCounts {
  readonly rows_in: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** Reason to rows that carry it. */
  readonly by_reason: Readonly<Record<string, number>>;
}

/** The batch head: `<dataset>/batches/<batch_id>/head.json`, changed only by compare-and-swap. */
export interface BatchHead {
  readonly head_format: 1;
  readonly batch_id: string;
  readonly dataset_id: string;
  readonly counter: number;
  readonly state: 'open' | 'running' | 'committed' | 'failed';
  readonly attempt: number;
  /** `null` while open. */
  readonly run_id: string | null;
  readonly run_date: string;
  readonly plan_digest: string;
  readonly files: readonly CommittedFile[];
  readonly quarantine_files: readonly CommittedFile[];
  readonly refused: readonly RefusedMember[];
  readonly counts: RowCounts | null;
  readonly updated_at: string;
}

/** What an attempt is about to publish: `<dataset>/batches/<batch_id>/<attempt>.intent.json`, written once. */
export interface Intent {
  readonly intent_format: 1;
  readonly batch_id: string;
  readonly attempt: number;
  /** `null` when closed. */
  readonly run_id: string | null;
  readonly closed: boolean;
  readonly keys: readonly Pick<CommittedFile, 'bucket' | 'key' | 'rows' | 'bytes' | 'digest'>[];
}

/** The report of a run: `<dataset>/batches/<batch_id>/<attempt>.report.json`, written on failure too. */
export interface RunReport {
  readonly report_format: 1;
  readonly batch_id: string;
  readonly dataset_id: string;
  readonly attempt: number;
  readonly run_id: string;
  readonly outcome: 'committed' | 'rejected' | 'claim_lost' | 'failed';
  /** The last stage entered. */
  readonly stage: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly counts: RowCounts | null;
  readonly members: readonly { readonly member: number; readonly records: number }[];
  readonly refused: readonly RefusedMember[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly started_at: string;
  readonly finished_at: string;
}

/** A rejected row, as column `_rejected` of the quarantine files. */
export interface QuarantineRow {
  readonly bucket: string;
  readonly key: string;
  readonly version_id: string;
  readonly split_start: number;
  readonly record_index: number;
  readonly reasons: readonly string[];
  /** `null` when the dataset has a PII column. */
  readonly raw: string | null;
}
