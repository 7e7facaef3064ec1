import { type RetentionSummary, readRetention, retentionPath, staleRetentions } from '@sluice/codegen';
import { PlatformError } from '@sluice/lake-cdk/errors';

/**
 * The summary that the buckets are built from, if it is what the contracts say: an old one would delete too early.
 *
 * @throws PlatformError SLC9509, CodegenError SLC3006
 */
export function reviewedRetention(project: string): RetentionSummary {
  const stale = staleRetentions(project);
  if (stale.length === 0) return readRetention(project);
  throw new PlatformError('SLC9509', `contracts/retention.json is not what the contracts say of ${stale.join(', ')}`, {
    file: retentionPath(project),
  });
}
