import { canonicalJson, compareCodePoints, sha256 } from './canonical.ts';
import type { BatchIdentity } from './documents/types.ts';

/** The id of a batch: what is in it, under which plan and code, and what it replaces. */
export function batchId(identity: BatchIdentity): string {
  const members = identity.members.map(
    ({ bucket, key, version_id, queued }) => [bucket, key, version_id, queued] as const,
  );
  members.sort(
    (a, b) =>
      compareCodePoints(a[0], b[0]) || compareCodePoints(a[1], b[1]) || compareCodePoints(a[2], b[2]) || a[3] - b[3],
  );
  const { dataset_id, replaces, plan_digest, code_digest } = identity;
  return sha256(canonicalJson({ dataset_id, members, replaces, plan_digest, code_digest })).slice(0, 24);
}
