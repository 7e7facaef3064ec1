import type { Batch } from '@sluice/lake';
import { type Decision, order } from '@sluice/lake/folder';
import type { Manifest, Member } from '@sluice/protocol';

/** How large a batch may get: `x-dataset.batch` of the contract. */
export interface BatchLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/**
 * Files that were let through and wait for a batch, in the order of their keys: in no batch yet, or only in failed
 * ones. How often a version was queued is part of the batch id, so that a second try is a batch of its own.
 */
export function pendingMembers(decisions: readonly Decision[], batches: readonly Batch[]): readonly Member[] {
  const failures = new Map<string, number>();
  const taken = new Set<string>();
  for (const { manifest, head } of batches) {
    for (const member of manifest?.members ?? []) {
      const name = `${member.key}@${member.version_id}`;
      if (head?.state === 'failed') failures.set(name, Math.max(failures.get(name) ?? 0, member.queued));
      else taken.add(name);
    }
  }
  return decisions
    .filter((decision) => decision.decision === 'queued' && !taken.has(`${decision.key}@${decision.version_id}`))
    .map(({ bucket, key, version_id, size }) => ({
      bucket,
      key,
      version_id,
      size,
      queued: (failures.get(`${key}@${version_id}`) ?? 0) + 1,
    }))
    .sort((a, b) => order(a.key, b.key));
}

/** Cuts waiting files into batches: as many as fit, in order. A file that alone is larger than a batch is a batch. */
export function cutBatches(members: readonly Member[], limits: BatchLimits): readonly (readonly Member[])[] {
  const batches: Member[][] = [];
  let current: Member[] = [];
  let bytes = 0;
  for (const member of members) {
    if (current.length > 0 && (current.length >= limits.maxFiles || bytes + member.size > limits.maxBytes)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(member);
    bytes += member.size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

/** Batches that are cut but not settled: what a run that was killed left, to be taken up before anything new. */
export function unsettled(
  batches: readonly Batch[],
  datasetId: string,
): readonly (Batch & { readonly manifest: Manifest })[] {
  return batches.filter(
    (batch): batch is Batch & { manifest: Manifest } =>
      batch.manifest?.dataset_id === datasetId && batch.head?.state !== 'committed' && batch.head?.state !== 'failed',
  );
}
