import { BUCKETS } from '@sluice/lake/folder';
import type { BatchHead } from '@sluice/protocol';
import { intentKey } from '@sluice/protocol';
import {
  committed,
  type DatasetSnapshot,
  type DatasetStock,
  type Difference,
  type Equation,
  equation,
  nameOf,
} from '../snapshot.ts';

/**
 * Every batch has a manifest and a head, whole and unchanged, and the head says committed and lists what its intent
 * announced. A failed batch counts when all its files went into a later one.
 */
export function batchesFinal(snapshot: DatasetSnapshot): Equation {
  const differences: Difference[] = [];
  const done = committed(snapshot);
  const settled = new Set(
    done.flatMap((batch) => batch.manifest?.members ?? []).map((member) => `${member.key}@${member.version_id}`),
  );
  let superseded = 0;
  for (const batch of snapshot.batches) {
    for (const problem of batch.problems) differences.push({ object: problem.file, message: problem.message });
    if (batch.head?.state === 'committed') differences.push(...unannounced(snapshot, batch.head));
    if (batch.head === undefined || batch.head.state === 'committed') continue;
    const members = batch.manifest?.members ?? [];
    const later =
      batch.head.state === 'failed' &&
      members.length > 0 &&
      members.every((member) => settled.has(`${member.key}@${member.version_id}`));
    if (later) superseded += 1;
    else
      differences.push({
        object: `batch ${batch.batchId}`,
        message: `is ${batch.head.state} at attempt ${batch.head.attempt}, not committed`,
      });
  }
  return equation(
    'batches-final',
    snapshot.datasetId,
    ['batches', snapshot.batches.length],
    ['committed or redone', done.length + superseded],
    differences,
  );
}

/**
 * What an attempt publishes it has announced, file by file: a head that lists anything else was not written by its run.
 */
export function unannounced(snapshot: DatasetStock, head: BatchHead): readonly Difference[] {
  const published = [...head.files, ...head.quarantine_files];
  const object = `${BUCKETS.control}/${intentKey(head.dataset_id, head.batch_id, head.attempt)}`;
  const intent = snapshot.intents.get(head.batch_id);
  if (intent === undefined)
    return published.length === 0 ? [] : [{ object, message: 'is missing or damaged, and its head lists files' }];
  const lines = (files: readonly { bucket: string; key: string; digest: string }[]) =>
    files.map((file) => `${nameOf(file)} ${file.digest}`).sort();
  const [announced, listed] = [lines(intent.keys), lines(published)];
  const same = announced.length === listed.length && announced.every((line, index) => line === listed[index]);
  return same ? [] : [{ object, message: 'announces other files than its head lists' }];
}
