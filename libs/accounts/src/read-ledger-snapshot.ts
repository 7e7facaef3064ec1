import type { FileRecord } from '@sluice/control-plane';
import { inParallel } from '@sluice/control-plane/in-parallel';
import {
  type Batch,
  filesOf,
  itemsOf,
  type RawVersion,
  readBatchesFrom,
  readIntentFrom,
  type StoredObject,
} from '@sluice/lake';
import { incomingPrefix } from '@sluice/protocol';
import type { LakeSource } from './lake-source.ts';
import { readContents } from './read-contents.ts';
import { type Difference, type LedgerSnapshot, nameOf } from './snapshot.ts';

/** How a lake with a ledger is read. */
export interface LedgerReading {
  readonly signal: AbortSignal;
  /** Told of every batch whose files were read. */
  readonly onBatch: (done: number, total: number) => void;
}

/** A lake with a ledger: its datasets, and what belongs to none of them. */
export interface LedgerLake {
  readonly snapshots: readonly LedgerSnapshot[];
  readonly strays: readonly string[];
  /** What is wrong with documents of batches that name no dataset which is known. */
  readonly lost: readonly Difference[];
  /** Files in the making; undefined where there can be none. */
  readonly halfWritten: readonly string[] | undefined;
  /**
   * Batches were open at some time while it was read, or files on their way to the ledger: what differs may only be
   * under way.
   */
  readonly isMoving: boolean;
}

/** An event takes a moment from S3 to the ledger. */
const EVENT_LOOKS = 5;
const EVENT_PAUSE_MILLISECONDS = 1_000;

/**
 * Reads everything that the equations look at. Objects are listed first, and batch heads read after them (design, rule
 * 5).
 */
export async function readLedgerLake(source: LakeSource, reading: LedgerReading): Promise<LedgerLake> {
  const { buckets, ledger } = source;
  const at = new Date().toISOString();
  const raw = await source.versions(reading.signal);
  const data = await source.objects(buckets.processed);
  const quarantine = await source.objects(buckets.quarantine);
  reading.signal.throwIfAborted();
  const batches = await readBatchesFrom(source.documents);
  const registered = await source.registered();
  const datasets = await source.datasets();
  let done = 0;
  const total = batches.filter(({ batchHead }) => batchHead?.state === 'committed').length;
  const onBatch = () => {
    done += 1;
    reading.onBatch(done, total);
  };
  const snapshots: LedgerSnapshot[] = [];
  let isMoving = false;
  for (const datasetId of datasets) {
    const own = batches.filter((batch) => batch.datasetId === datasetId);
    const versions = raw.filter(({ key }) => key.startsWith(incomingPrefix(datasetId)));
    const files = await decidedFiles(source, datasetId, versions, reading.signal);
    const items = await itemsOf(ledger, datasetId, own);
    const announced = await underWay(source, own);
    const visible = (objects: readonly StoredObject[]) =>
      objects.filter((object) => object.key.startsWith(`${datasetId}/`) && !announced.has(nameOf(object)));
    const present = { data: visible(data), quarantine: visible(quarantine) };
    const contents = await readContents(source, own, present, reading.signal, onBatch);
    const partitions = (registered.get(datasetId) ?? []).filter(
      ({ folder }) => !isOnlyUnderWay(datasetId, folder, announced, own),
    );
    const slots = await ledger.slots(datasetId);
    const slotLimit = await source.slotLimit(datasetId);
    isMoving ||=
      [...items.values()].some(({ state }) => state !== 'SETTLED' && state !== 'RELEASED') ||
      files.some(({ state }) => state === 'RECEIVED');
    snapshots.push({
      datasetId,
      batches: own,
      versions,
      files,
      items,
      slots,
      slotLimit,
      keepsVersions: source.keepsVersions,
      at,
      registered: partitions,
      ...contents,
    });
  }
  const known = new Set(datasets);
  const strays = [
    ...raw.filter(({ key }) => !known.has(/^incoming\/([^/]+)\//.exec(key)?.[1] ?? '')),
    ...[...data, ...quarantine].filter(({ key }) => !known.has(key.slice(0, Math.max(0, key.indexOf('/'))))),
  ].map(nameOf);
  const lost = batches
    .filter((batch) => !known.has(batch.datasetId))
    .flatMap(({ problems }) => problems.map(({ file, message }) => ({ object: file, message })));
  return { snapshots, strays, lost, halfWritten: await source.halfWritten?.(), isMoving };
}

/** Every item of a dataset. A version that is not there yet may be on its way: it is looked for again, for seconds. */
async function decidedFiles(
  { ledger, hasEvents }: LakeSource,
  datasetId: string,
  versions: readonly RawVersion[],
  signal: AbortSignal,
): Promise<readonly FileRecord[]> {
  const files = [...(await filesOf(ledger, datasetId))];
  const seen = new Set(files.map((file) => `${file.key}@${file.versionId}`));
  let missing = versions.filter(({ key, versionId }) => !seen.has(`${key}@${versionId}`));
  for (let look = 0; hasEvents && look < EVENT_LOOKS && missing.length > 0; look += 1) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, EVENT_PAUSE_MILLISECONDS));
    const found = await inParallel(missing, 16, ({ bucket, key, versionId }) =>
      ledger.file({ datasetId, bucket, key, versionId }),
    );
    files.push(...found.flatMap((file) => file ?? []));
    missing = missing.filter((_, index) => found[index] === undefined);
  }
  return files;
}

/**
 * Objects that an attempt of a batch without a final batch head has announced: they come and go until it is committed
 * or taken back.
 */
async function underWay(source: LakeSource, batches: readonly Batch[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const { datasetId, batchId, batchHead } of batches) {
    if (batchHead === undefined || batchHead.state === 'committed' || batchHead.state === 'failed') continue;
    for (let attempt = 1; attempt <= batchHead.attempt; attempt += 1) {
      for (const key of (await readIntentFrom(source.documents, { datasetId, batchId }, attempt))?.keys ?? [])
        names.add(nameOf(key));
    }
  }
  return names;
}

/** Whether a partition holds nothing but what is being published. */
function isOnlyUnderWay(
  datasetId: string,
  folder: string,
  announced: ReadonlySet<string>,
  batches: readonly Batch[],
): boolean {
  const inFolder = (name: string) => name.includes(`/${datasetId}/${folder}/`);
  if (![...announced].some(inFolder)) return false;
  return !batches.some(
    ({ batchHead }) => batchHead?.state === 'committed' && batchHead.files.some((file) => inFolder(nameOf(file))),
  );
}
