import type { BatchRecord, Ledger } from '@sluice/control-plane';
import { inParallel } from '@sluice/control-plane/in-parallel';
import type { BatchHead, Manifest } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import { type Batch, type DocumentSource, readBatchFrom } from './documents.ts';

/** Documents that are brought at once. */
const AT_ONCE = 16;

/** Items of batches: every open one, and those that were settled last. */
export async function ledgerBatches(
  ledger: Pick<Ledger, 'openBatches' | 'recentBatches'>,
  dataset: string,
  settled: number,
): Promise<{ readonly open: readonly BatchRecord[]; readonly settled: readonly BatchRecord[] }> {
  const [open, recent] = await Promise.all([ledger.openBatches(dataset), ledger.recentBatches(dataset, settled)]);
  return { open, settled: recent };
}

/** An item of the ledger with the documents of its batch. */
export interface DocumentedBatch {
  readonly record: BatchRecord;
  readonly documents: Batch;
}

/** Brings the documents of batches whose items were read. */
export function withDocuments(
  source: DocumentSource,
  records: readonly BatchRecord[],
): Promise<readonly DocumentedBatch[]> {
  return inParallel(records, AT_ONCE, async (record) => ({
    record,
    documents: await readBatchFrom(source, record),
  }));
}

/** The items of batches that left documents, and of every open one; by id. */
export async function itemsOf(
  ledger: Pick<Ledger, 'openBatches' | 'batch'>,
  dataset: string,
  batches: readonly Pick<Batch, 'batchId'>[],
): Promise<ReadonlyMap<string, BatchRecord>> {
  const items = new Map((await ledger.openBatches(dataset)).map((batch) => [batch.batchId, batch]));
  const others = batches.filter(({ batchId }) => !items.has(batchId));
  for (const item of await inParallel(others, AT_ONCE, ({ batchId }) => ledger.batch(dataset, batchId)))
    if (item !== undefined) items.set(item.batchId, item);
  return items;
}

/** The documents of a batch that must have both. @throws LakeError SLC8009 when one is missing or damaged */
export function wholeDocuments({ batchId, manifest, batchHead, problems }: Batch): {
  readonly manifest: Manifest;
  readonly batchHead: BatchHead;
} {
  const [problem] = problems;
  if (manifest !== undefined && batchHead !== undefined && problem === undefined) return { manifest, batchHead };
  throw new LakeError('SLC8009', problem?.message ?? 'a document of it is missing', { file: problem?.file ?? batchId });
}
