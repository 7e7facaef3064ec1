import type { BatchRecord, SlotRecord } from '@sluice/control-plane';
import { type BatchHead, type Manifest, manifestKey, type RunReport } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { readBatchFrom, readReportFrom } from '../read/documents.ts';
import { deployedDatasets } from '../read/target-datasets.ts';
import { bucketDocuments } from '../read/target-documents.ts';
import { objectText } from '../read/target-objects.ts';

/** One attempt of a batch. */
export interface AttemptStory {
  readonly attempt: number;
  /** Null when the run left none: it runs, or it was killed. */
  readonly report: RunReport | null;
}

/** Everything that is known of a batch. */
export interface BatchStory {
  readonly batchId: string;
  /** The ledger's item; null for a batch that the ledger does not know. */
  readonly batch: BatchRecord | null;
  readonly manifest: Manifest | null;
  readonly head: BatchHead | null;
  readonly slot: SlotRecord | null;
  readonly attempts: readonly AttemptStory[];
  /** Documents that are missing or damaged. */
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** Puts the story of a batch together from the ledger and the control bucket. */
export async function batchStory(target: Target, batchId: string): Promise<BatchStory> {
  const documents = bucketDocuments(target);
  const datasetId = await datasetOf(target, batchId);
  const [batch, { manifest, batchHead, problems }] = await Promise.all([
    target.ledger.batch(datasetId, batchId),
    readBatchFrom(documents, { datasetId, batchId }),
  ]);
  if (batch === undefined && manifest === undefined && batchHead === undefined)
    throw new LakeError('SLC8035', `there is no batch ${batchId}`);
  const last = Math.max(batch?.attempt ?? 0, batchHead?.attempt ?? 0);
  const attempts: AttemptStory[] = [];
  for (let attempt = 1; attempt <= last; attempt += 1)
    attempts.push({ attempt, report: (await readReportFrom(documents, { datasetId, batchId }, attempt)) ?? null });
  const slots = batch === undefined || batch.slot === null ? [] : await target.ledger.slots(batch.datasetId);
  return {
    batchId,
    batch: batch ?? null,
    manifest: manifest ?? null,
    head: batchHead ?? null,
    slot: slots.find(({ holder }) => holder === batchId) ?? null,
    attempts,
    problems,
  };
}

/** Whose batch it is: an id names no dataset, so every deployed one is asked, the ledger first. */
async function datasetOf(target: Target, batchId: string): Promise<string> {
  const datasets = await deployedDatasets(target);
  const known = await Promise.all(datasets.map((datasetId) => target.ledger.batch(datasetId, batchId)));
  const named = known.find((batch) => batch !== undefined)?.datasetId;
  if (named !== undefined) return named;
  const bucket = target.names.controlBucket;
  for (const datasetId of datasets)
    if ((await objectText(target, bucket, manifestKey(datasetId, batchId))) !== undefined) return datasetId;
  throw new LakeError('SLC8035', `there is no batch ${batchId}`);
}
