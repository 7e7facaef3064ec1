import type { BatchHead } from '@sluice/protocol';
import type { FileRecord } from '../model.ts';
import type { SimulatedLake } from './lake.ts';

/** What is wrong in a lake that has come to rest: nothing, if every promise is kept. */
export async function brokenPromises(
  lake: SimulatedLake,
  mayEnd: (file: FileRecord) => readonly string[],
  hasZombies = false,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const files: FileRecord[] = [];
  for await (const file of lake.ledger.filesOf(lake.config.datasetId)) files.push(file);
  const batchHeads = batchHeadsOf(lake);

  const open = await lake.ledger.openBatches(lake.config.datasetId);
  for (const batch of open) wrong.push(`batch ${batch.batchId} is ${batch.state}(${batch.attempt})`);
  for (const slot of await lake.ledger.slots(lake.config.datasetId))
    if (slot.holder !== null && slot.leaseUntil === null) wrong.push(`slot ${slot.slot} is held by ${slot.holder}`);
  for (const file of files) {
    const end = file.reason === null ? file.state : `${file.state} ${file.reason}`;
    if (!mayEnd(file).includes(end)) wrong.push(`${file.key} is ${end}`);
  }

  const committed = batchHeads.filter(({ state }) => state === 'committed');
  const listed = keysUnder(lake, 'processed/');
  const vouched = committed.flatMap((batchHead) => batchHead.files.map(({ bucket, key }) => `${bucket}/${key}`));
  for (const key of listed) if (!vouched.includes(key)) wrong.push(`${key} is of no committed batch head`);
  for (const key of vouched) if (!listed.includes(key)) wrong.push(`${key} is committed and not there`);

  const rows = listed.flatMap((key) => JSON.parse(new TextDecoder().decode(lake.objects.get(key)?.body)) as string[]);
  for (const file of files) {
    const name = `${file.key}@${file.versionId}`;
    const times = rows.filter((row) => row === name).length;
    if (times !== (file.state === 'SUCCEEDED' ? 1 : 0))
      wrong.push(`${name} is ${file.state} and its rows are there ${times} times`);
  }
  // What a zombie stages after the end expires with the bucket's lifecycle; nothing reads it.
  if (!hasZombies)
    for (const key of [...keysUnder(lake, 'control/orders/in/'), ...keysUnder(lake, 'control/orders/staging/')])
      wrong.push(`${key} was left`);

  const succeeded = lake.decisions.filter(({ decision }) => decision === 'succeeded').map(({ key }) => key);
  for (const key of new Set(succeeded))
    if (succeeded.filter((other) => other === key).length > 1) wrong.push(`${key} succeeded twice in the log`);
  if (lake.mostBatchesAtOnce > lake.config.slots) wrong.push(`${lake.mostBatchesAtOnce} batches ran at the same time`);
  return wrong;
}

/** Every batch head. */
export function batchHeadsOf(lake: SimulatedLake): readonly BatchHead[] {
  return keysUnder(lake, 'control/orders/batches/')
    .filter((key) => key.endsWith('/head.json'))
    .map((key) => JSON.parse(new TextDecoder().decode(lake.objects.get(key)?.body)) as BatchHead);
}

function keysUnder(lake: SimulatedLake, prefix: string): readonly string[] {
  return [...lake.objects.keys()].filter((key) => key.startsWith(prefix));
}
