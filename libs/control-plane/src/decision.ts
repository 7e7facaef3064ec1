import type { FileRecord } from './model.ts';
import type { DecisionEntry } from './telemetry.ts';

/** The log line of a decision about a file, as its item stands after it. */
export function decisionOf(file: FileRecord, decision: string): DecisionEntry {
  return {
    dataset_id: file.datasetId,
    key: file.key,
    size: file.sizeBytes,
    decision,
    job_run_id: file.jobRunId,
    bucket: file.bucket,
    version_id: file.versionId,
    etag: file.etag,
    batch_id: file.batchId,
    attempt: file.attempt,
    contract_version: file.contractVersion,
    reason_code: file.reason,
  };
}
