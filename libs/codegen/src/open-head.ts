import type { BatchHead, Manifest } from './document-types.ts';

/** open(1): the head of a batch that nobody has claimed yet. */
export function openHead(manifest: Manifest, now: Date): BatchHead {
  return {
    head_format: 1,
    batch_id: manifest.batch_id,
    dataset_id: manifest.dataset_id,
    counter: 1,
    state: 'open',
    attempt: 1,
    run_id: null,
    run_date: manifest.run_date,
    plan_digest: manifest.plan_digest,
    files: [],
    quarantine_files: [],
    refused: [],
    counts: null,
    updated_at: now.toISOString(),
  };
}
