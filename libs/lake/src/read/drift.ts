import type { DriftRecord } from '@sluice/control-plane';
import type { Target } from '../find/target.ts';
import { chosenDatasets } from './target-datasets.ts';

/** Headers that are not what the contract calls usual, of one dataset or all: the most frequent first. */
export async function readDrift(
  target: Pick<Target, 'sqs' | 'lake' | 'ledger'>,
  dataset: string | undefined,
): Promise<readonly DriftRecord[]> {
  const ids = await chosenDatasets(target, dataset);
  const all = (await Promise.all(ids.map((id) => target.ledger.driftOf(id)))).flat();
  return [...all].sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
}
