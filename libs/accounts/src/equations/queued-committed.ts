import { committed, type DatasetSnapshot, type Difference, type Equation, equation, nameOf } from '../snapshot.ts';

/** Every file that was let through is a member of exactly one committed batch, and nothing else is. */
export function queuedCommitted(snapshot: DatasetSnapshot): Equation {
  const differences: Difference[] = [];
  const batchesOf = new Map<string, string[]>();
  let members = 0;
  for (const batch of committed(snapshot)) {
    for (const member of batch.manifest?.members ?? []) {
      const name = `${nameOf(member)}@${member.version_id}`;
      batchesOf.set(name, [...(batchesOf.get(name) ?? []), batch.batchId]);
      members += 1;
    }
  }
  const queued = snapshot.decisions.filter((decision) => decision.decision === 'queued');
  for (const decision of queued) {
    const name = `${nameOf(decision)}@${decision.version_id}`;
    const batches = batchesOf.get(name) ?? [];
    batchesOf.delete(name);
    if (batches.length === 0)
      differences.push({ object: nameOf(decision), message: `was let through, but ${unfinished(snapshot, name)}` });
    if (batches.length > 1)
      differences.push({
        object: nameOf(decision),
        message: `is counted twice: committed batches ${batches.join(' and ')}`,
      });
  }
  for (const [name, batches] of batchesOf) {
    differences.push({
      object: name,
      message: `is a member of batch ${batches.join(', ')} without having been let through`,
    });
  }
  return equation(
    'queued-committed',
    snapshot.datasetId,
    ['files let through', queued.length],
    ['members of committed batches', members],
    differences,
  );
}

function unfinished(snapshot: DatasetSnapshot, name: string): string {
  const batch = snapshot.batches.find((each) =>
    each.manifest?.members.some((member) => `${nameOf(member)}@${member.version_id}` === name),
  );
  if (batch === undefined) return 'is in no batch';
  return `its batch ${batch.batchId} is ${batch.head?.state ?? 'without a head'}, not committed`;
}
