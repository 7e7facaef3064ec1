import { inParallel } from '@sluice/control-plane/in-parallel';
import { type Manifest, manifestKey } from '@sluice/protocol';
import type { Target } from '../find/target.ts';
import { objectText } from '../read/target-objects.ts';

/** Members that are asked at most. Files are cut oldest first, so those of one batch arrived close to each other. */
const ASKED_MEMBERS = 200;

/**
 * When the newest member of a batch arrived (ISO 8601): of a large batch the members with the highest keys, which
 * usually carry a date.
 */
export async function newestArrival(
  target: Pick<Target, 's3' | 'names' | 'ledger'>,
  datasetId: string,
  batchId: string,
): Promise<string | undefined> {
  const text = await objectText(target, target.names.controlBucket, manifestKey(datasetId, batchId));
  if (text === undefined) return undefined;
  const { members } = JSON.parse(text) as Manifest;
  const asked = [...members].sort((a, b) => (a.key < b.key ? 1 : -1)).slice(0, ASKED_MEMBERS);
  const files = await inParallel(asked, 16, ({ bucket, key, version_id: versionId }) =>
    target.ledger.file({ datasetId, bucket, key, versionId }),
  );
  return files
    .flatMap((file) => (file?.state === 'QUARANTINED' ? [] : (file?.eventTime ?? [])))
    .sort()
    .at(-1);
}
