import { loadDataset } from '@sluice/contract';
import { committedFilesOf, readBatchesFrom } from '../lake/documents.ts';
import { CHECKOUT, type Session } from '../session.ts';
import { type SmokeResult, smokeDataset } from '../smoke/smoke.ts';
import { bucketDocuments } from '../target/documents.ts';
import type { Target } from '../target/target.ts';

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
