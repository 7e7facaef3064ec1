import { readFile } from 'node:fs/promises';
import {
  type Batch,
  type Counted,
  LakeError,
  openParquetReader,
  type ParquetReader,
  readBatches,
  readIntent,
  type StoredObject,
} from '@sluice/lake';
import {
  BUCKETS,
  childrenOf,
  type Decision,
  decisionsKey,
  inParallel,
  keysUnder,
  type Lake,
  objectPath,
  objectsUnder,
  order,
  readDecisions,
} from '@sluice/lake/folder';
import { type CommittedFile, type Intent, incomingPrefix, type Plan, planKey, sha256 } from '@sluice/protocol';
import { recountRecords } from './recount.ts';
import type { RegisteredPartition } from './registered.ts';
import { type DatasetSnapshot, type Difference, nameOf } from './snapshot.ts';

/** What `readSnapshots` needs beside the lake. */
export interface SnapshotOptions {
  /** Partitions that the catalog keeps, by table. */
  readonly registered: () => Promise<ReadonlyMap<string, readonly RegisteredPartition[]>>;
  readonly signal: AbortSignal;
  /** Told of every object that was read. */
  readonly onObject: (done: number, total: number) => void;
}

/** Reads everything that the equations look at, for every dataset that has left a trace in the lake. */
export async function readSnapshots(lake: Lake, options: SnapshotOptions): Promise<readonly DatasetSnapshot[]> {
  const batches = await readBatches(lake);
  const registered = await options.registered();
  const datasetIds = await datasetsOf(lake, batches, registered);
  const totalObjects = await countObjects(lake, datasetIds);
  let done = 0;
  const each = () => {
    done += 1;
    options.onObject(done, totalObjects);
  };
  const parquet = await openParquetReader();
  try {
    const snapshots: DatasetSnapshot[] = [];
    for (const datasetId of datasetIds) {
      const ofDataset = batches.filter((batch) => datasetOf(batch) === datasetId);
      snapshots.push(
        await readSnapshot(lake, datasetId, ofDataset, parquet, each, registered.get(datasetId) ?? [], options.signal),
      );
    }
    return snapshots;
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    parquet.close();
  }
}

async function readSnapshot(
  lake: Lake,
  datasetId: string,
  batches: readonly Batch[],
  parquet: ParquetReader,
  each: () => void,
  registered: readonly RegisteredPartition[],
  signal: AbortSignal,
): Promise<DatasetSnapshot> {
  const { decisions, problems } = await decisionsOrProblem(lake, datasetId);
  const objects = (bucket: string, prefix: string) => objectsUnder(lake, bucket, prefix, signal, each);
  const raw = await objects(BUCKETS.raw, incomingPrefix(datasetId));
  const data = await objects(BUCKETS.processed, `${datasetId}/`);
  const quarantine = await objects(BUCKETS.quarantine, `${datasetId}/`);
  const present = new Set([...data, ...quarantine].map(nameOf));
  const heads = batches.flatMap((batch) =>
    batch.head?.state === 'committed' ? [{ batchId: batch.batchId, head: batch.head }] : [],
  );
  const footerRows = await rowsOf(
    lake,
    heads.flatMap(({ head }) => [...head.files, ...head.quarantine_files]).filter((file) => present.has(nameOf(file))),
    parquet,
  );
  const reasons = new Map<string, Readonly<Record<string, number>> | { readonly problem: string }>();
  for (const { batchId, head } of heads) {
    const files = head.quarantine_files.filter((file) => present.has(nameOf(file)));
    try {
      reasons.set(batchId, await parquet.reasons(files.map((file) => objectPath(lake, file.bucket, file.key))));
    } catch (error) {
      reasons.set(batchId, {
        problem: `the reasons in its quarantine files cannot be read (${(error as Error).message.split('\n')[0]})`,
      });
    }
  }
  const intents = new Map<string, Intent | undefined>();
  for (const { batchId, head } of heads)
    intents.set(batchId, await readIntent(lake, { datasetId, batchId }, head.attempt));
  const records = await recount(lake, batches, raw, signal);
  return {
    datasetId,
    decisions,
    problems,
    batches,
    raw,
    data,
    quarantine,
    footerRows,
    records,
    reasons,
    intents,
    registered,
  };
}

/** A record that cannot be read is a difference like any other: the rest of the lake is still looked at. */
async function decisionsOrProblem(
  lake: Lake,
  datasetId: string,
): Promise<{ decisions: readonly Decision[]; problems: readonly Difference[] }> {
  try {
    return { decisions: (await readDecisions(lake, datasetId)).decisions, problems: [] };
  } catch (error) {
    const message = error instanceof LakeError ? error.message : 'it is a folder';
    if (!(error instanceof LakeError) && (error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    return { decisions: [], problems: [{ object: `${BUCKETS.control}/${decisionsKey(datasetId)}`, message }] };
  }
}

async function rowsOf(
  lake: Lake,
  files: readonly CommittedFile[],
  parquet: ParquetReader,
): Promise<ReadonlyMap<string, Counted>> {
  const byPath = await parquet.rows(files.map((file) => objectPath(lake, file.bucket, file.key)));
  return new Map(
    files.map((file) => [
      nameOf(file),
      byPath.get(objectPath(lake, file.bucket, file.key)) ?? { problem: 'has no footer that can be read' },
    ]),
  );
}

/** Counts the records of every member that was not refused, if its very content still lies in raw. */
async function recount(
  lake: Lake,
  batches: readonly Batch[],
  raw: readonly StoredObject[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Counted>> {
  const versions = new Map(raw.map((object) => [nameOf(object), object.digest]));
  const work = batches.flatMap(({ manifest, head }) => {
    if (manifest === undefined || head?.state !== 'committed') return [];
    const refused = new Set(head.refused.map((entry) => entry.member));
    return manifest.members.flatMap((member, index) =>
      refused.has(index)
        ? []
        : [{ member, planAt: planKey(manifest.dataset_id, manifest.plan_digest), planDigest: manifest.plan_digest }],
    );
  });
  const plans = new Map<string, Plan>();
  for (const [at, digest] of new Map(work.map(({ planAt, planDigest }) => [planAt, planDigest]))) {
    const text = await readFile(objectPath(lake, BUCKETS.control, at), 'utf8').catch(() => undefined);
    // A plan whose bytes are not those of its name is no plan of this lake.
    if (text !== undefined && sha256(text) === digest) plans.set(digest, JSON.parse(text) as Plan);
  }
  const counted = await inParallel(
    work,
    4,
    async ({ member, planDigest, planAt }): Promise<readonly [string, Counted]> => {
      const name = `${nameOf(member)}@${member.version_id}`;
      const plan = plans.get(planDigest);
      if (plan === undefined)
        return [name, { problem: `cannot be counted again: control/${planAt} is missing or was changed` }];
      const version = versions.get(nameOf(member));
      if (version !== member.version_id)
        return [
          name,
          { problem: version === undefined ? 'is missing in raw' : 'is not the version that the batch read' },
        ];
      try {
        return [
          name,
          { value: await recountRecords(objectPath(lake, member.bucket, member.key), plan.source, signal) },
        ];
      } catch (error) {
        if (signal.aborted) throw error;
        return [name, { problem: `cannot be counted again (${(error as Error).message})` }];
      }
    },
  );
  return new Map(counted);
}

/** A dataset shows itself by a folder in any bucket, a decisions record, a batch or a registered partition. */
async function datasetsOf(
  lake: Lake,
  batches: readonly Batch[],
  registered: ReadonlyMap<string, readonly RegisteredPartition[]>,
): Promise<readonly string[]> {
  const decided = (await readNames(lake, 'decisions')).flatMap((name) => /^([^/]+)\.json$/.exec(name)?.[1] ?? []);
  const ids = new Set([
    ...(await childrenOf(lake, BUCKETS.raw, 'incoming')),
    ...(await childrenOf(lake, BUCKETS.processed, '')),
    ...(await childrenOf(lake, BUCKETS.quarantine, '')),
    ...decided,
    ...[...registered].flatMap(([id, partitions]) => (partitions.length > 0 ? [id] : [])),
    ...batches.map(datasetOf),
  ]);
  return [...ids].sort(order);
}

/** Names of everything directly in a folder of the control bucket, folders too. */
async function readNames(lake: Lake, folder: string): Promise<readonly string[]> {
  return [
    ...(await childrenOf(lake, BUCKETS.control, folder)),
    ...(await keysUnder(lake, BUCKETS.control, `${folder}/`)).map((key) => key.slice(folder.length + 1)),
  ];
}

/** A batch without manifest and head belongs to nobody, and must still be told of. */
function datasetOf(batch: Batch): string {
  return batch.manifest?.dataset_id ?? batch.head?.dataset_id ?? '(unknown)';
}

async function countObjects(lake: Lake, datasetIds: readonly string[]): Promise<number> {
  let sum = 0;
  for (const id of datasetIds) {
    sum += (await keysUnder(lake, BUCKETS.raw, incomingPrefix(id))).length;
    sum += (await keysUnder(lake, BUCKETS.processed, `${id}/`)).length;
    sum += (await keysUnder(lake, BUCKETS.quarantine, `${id}/`)).length;
  }
  return sum;
}
