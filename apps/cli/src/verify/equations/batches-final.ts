import { committed, type DatasetSnapshot, type Difference, type Equation, equation } from '../snapshot.ts';

/** Every batch has a manifest and a head, whole and unchanged, and the head says committed. A failed batch counts when all its files went into a later one. */
export function batchesFinal(snapshot: DatasetSnapshot): Equation {
  const differences: Difference[] = [];
  const done = committed(snapshot);
  const settled = new Set(done.flatMap((batch) => batch.manifest?.members ?? []).map((member) => `${member.key}@${member.version_id}`));
  let superseded = 0;
  for (const batch of snapshot.batches) {
    for (const problem of batch.problems) differences.push({ object: problem.file, message: problem.message });
    if (batch.head === undefined || batch.head.state === 'committed') continue;
    const members = batch.manifest?.members ?? [];
    const later =
      batch.head.state === 'failed' && members.length > 0 && members.every((member) => settled.has(`${member.key}@${member.version_id}`));
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
