import { loadDataset } from '@sluice/contract';
import { bucketDocuments, committedFilesOf, readBatchesFrom, type Target } from '@sluice/lake';
import { CHECKOUT } from '@sluice/lake/local';
import { type SmokeResult, smokeDataset } from '@sluice/query';
import type { Session } from '@sluice/terminal';

/** The contracts' own queries, each with its verdict; what `sluice smoke` asks. */
export async function smokeLake(
  { signal }: Session,
  target: Target,
  datasets: readonly string[],
): Promise<readonly SmokeResult[]> {
  const heads = committedFilesOf(await readBatchesFrom(bucketDocuments(target)));
  const results: SmokeResult[] = [];
  for (const id of datasets)
    results.push(...(await smokeDataset(target.query, heads, loadDataset(CHECKOUT, id), signal)));
  return results;
}
