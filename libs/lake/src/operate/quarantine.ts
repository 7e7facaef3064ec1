import type { FileRecord, FileState } from '@sluice/control-plane';
import type { Target } from '../find/target.ts';
import { deployedConfig } from '../read/target-datasets.ts';
import { createSqsIntakeQueue } from './intake-queue.ts';
import { discardFiles, type Operated, type Operation, releaseFiles } from './operate.ts';

/** Refused files first, then ignored ones; RECEIVED ones whose message got lost are sent again. */
export const RELEASABLE: readonly FileState[] = ['QUARANTINED', 'IGNORED', 'RECEIVED'];
/** What can be given up. */
export const DISCARDABLE: readonly FileState[] = ['QUARANTINED'];

/** Who acts, and when. */
export type By = Pick<Operation, 'operator' | 'now'>;

/** Releases selected files, dataset by dataset: each goes through the intake of its own. */
export function releaseSelected(target: Target, files: readonly FileRecord[], by: By): Promise<readonly Operated[]> {
  return eachDataset(files, async (datasetId, own) => {
    const { queueUrl } = await deployedConfig(target, datasetId);
    return releaseFiles({ ...by, ledger: target.ledger }, createSqsIntakeQueue(target.sqs, queueUrl), own);
  });
}

/** Gives selected files up. */
export function discardSelected(
  { ledger }: Pick<Target, 'ledger'>,
  files: readonly FileRecord[],
  by: By,
): Promise<readonly Operated[]> {
  return eachDataset(files, (_, own) => discardFiles({ ...by, ledger }, own));
}

/** The contracts under which files would be decided now, in words: `sales 1.1.0, flights 2.0.0`. */
export async function contractsNow(
  target: Pick<Target, 'lambda' | 'lake'>,
  files: readonly Pick<FileRecord, 'datasetId'>[],
): Promise<string> {
  const versions: string[] = [];
  for (const datasetId of new Set(files.map((file) => file.datasetId)))
    versions.push(`${datasetId} ${(await deployedConfig(target, datasetId)).contractVersion}`);
  return versions.join(', ');
}

/** Whether a release will end as before for some: of a key the version seen first is kept. Pure. */
export function areRefusedAgain(files: readonly Pick<FileRecord, 'reason'>[]): boolean {
  return files.some(({ reason }) => reason === 'key-overwritten' || reason === 'stale');
}

async function eachDataset(
  files: readonly FileRecord[],
  act: (datasetId: string, own: readonly FileRecord[]) => Promise<readonly Operated[]>,
): Promise<readonly Operated[]> {
  const all: Operated[] = [];
  for (const [datasetId, own] of Map.groupBy(files, (file) => file.datasetId)) all.push(...(await act(datasetId, own)));
  return all;
}
