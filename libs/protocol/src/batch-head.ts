import type { BatchHead, Manifest } from './documents/types.ts';

/** open(1): the batch head of a batch that nobody has claimed yet. */
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

/**
 * running(n) or open(n) -> open(n+1). The counter makes every content unique: an ETag may be a digest of the content.
 */
export function openedNext(head: BatchHead, now: Date): BatchHead {
  return {
    ...head,
    counter: head.counter + 1,
    state: 'open',
    attempt: head.attempt + 1,
    run_id: null,
    updated_at: now.toISOString(),
  };
}

/** running(n) or open(n) -> failed(n): no attempt comes after it. */
export function closedAsFailed(head: BatchHead, now: Date): BatchHead {
  return { ...head, counter: head.counter + 1, state: 'failed', updated_at: now.toISOString() };
}
