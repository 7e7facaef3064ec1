import { BUCKETS } from '@sluice/lake/folder';
import { type BatchHead, intentKey } from '@sluice/protocol';
import { type DatasetStock, type Difference, nameOf } from '../snapshot.ts';

/**
 * What an attempt publishes it has announced, file by file: a batch head that lists anything else was not written by
 * its run.
 */
export function unannounced(snapshot: DatasetStock, batchHead: BatchHead): readonly Difference[] {
  const published = [...batchHead.files, ...batchHead.quarantine_files];
  const object = `${BUCKETS.control}/${intentKey(batchHead.dataset_id, batchHead.batch_id, batchHead.attempt)}`;
  const intent = snapshot.intents.get(batchHead.batch_id);
  if (intent === undefined)
    return published.length === 0 ? [] : [{ object, message: 'is missing or damaged, and its batch head lists files' }];
  const lines = (files: readonly { bucket: string; key: string; digest: string }[]) =>
    files.map((file) => `${nameOf(file)} ${file.digest}`).sort();
  const [announced, listed] = [lines(intent.keys), lines(published)];
  const same = announced.length === listed.length && announced.every((line, index) => line === listed[index]);
  return same ? [] : [{ object, message: 'announces other files than its batch head lists' }];
}
