import type { FileRecord } from '@sluice/control-plane';
import { committed, type Difference, type Equation, equation, type LedgerSnapshot, nameOf } from '../snapshot.ts';

/**
 * Files that the ledger calls loaded = members of committed batches that were not refused, one to one; a running file
 * is a member of its open batch, a waiting one of no batch that could still load it.
 */
export function membersSettled(snapshot: LedgerSnapshot): Equation {
  const differences: Difference[] = [];
  const files = new Map(snapshot.files.map((file) => [`${nameOf(file)}@${file.versionId}`, file]));
  const loadedBy = new Map<string, string[]>();
  let members = 0;
  for (const batch of committed(snapshot)) {
    const refused = new Set(batch.batchHead.refused.map(({ member }) => member));
    for (const [index, member] of (batch.manifest?.members ?? []).entries()) {
      const name = `${nameOf(member)}@${member.version_id}`;
      const file = files.get(name);
      if (file === undefined)
        differences.push({
          object: name,
          message: `is a member of batch ${batch.batchId}, but the ledger does not know it`,
        });
      if (refused.has(index)) continue;
      members += 1;
      loadedBy.set(name, [...(loadedBy.get(name) ?? []), batch.batchId]);
      if (file !== undefined && !isLoaded(file, batch.batchId, snapshot))
        differences.push({
          object: name,
          message: `was loaded by batch ${batch.batchId}, but the ledger says ${stateText(file)}`,
        });
    }
  }
  let loaded = 0;
  for (const [name, file] of files) {
    const batches = loadedBy.get(name) ?? [];
    if (batches.length > 1)
      differences.push({ object: name, message: `is counted twice: committed batches ${batches.join(' and ')}` });
    const counts =
      file.state === 'SUCCEEDED' ||
      (batches.length > 0 && file.batchId !== null && isLoaded(file, file.batchId, snapshot));
    if (counts) loaded += 1;
    if (counts && batches.length === 0)
      differences.push({
        object: name,
        message: `is ${stateText(file)} in the ledger, but no committed batch has loaded it`,
      });
    if (file.state === 'RUNNING') differences.push(...runningFor(file, name, snapshot));
  }
  return equation(
    'members-settled',
    snapshot.datasetId,
    ['files loaded, by the ledger', loaded],
    ['members that were loaded', members],
    differences,
  );
}

/** Between the commit and its settling a member is still RUNNING: its batch's item is the truth about it. */
function isLoaded({ state, batchId }: FileRecord, by: string, { items }: LedgerSnapshot): boolean {
  if (state === 'SUCCEEDED') return batchId === by;
  if (state === 'RUNNING') return batchId === by && ['STARTED', 'COMMITTED'].includes(items.get(by)?.state ?? '');
  return state === 'SUPERSEDED';
}

function runningFor(file: FileRecord, name: string, { items, batches }: LedgerSnapshot): readonly Difference[] {
  const item = file.batchId === null ? undefined : items.get(file.batchId);
  if (item === undefined || item.state === 'SETTLED' || item.state === 'RELEASED')
    return [
      {
        object: name,
        message: `is RUNNING in batch ${file.batchId ?? '?'}, which is ${item?.state ?? 'not in the ledger'}`,
      },
    ];
  const manifest = batches.find(({ batchId }) => batchId === file.batchId)?.manifest;
  const isMember = manifest?.members.some((member) => `${nameOf(member)}@${member.version_id}` === name) ?? false;
  return isMember ? [] : [{ object: name, message: `is RUNNING in batch ${file.batchId}, but no member of it` }];
}

function stateText({ state, batchId }: FileRecord): string {
  return batchId === null ? state : `${state} (batch ${batchId})`;
}
