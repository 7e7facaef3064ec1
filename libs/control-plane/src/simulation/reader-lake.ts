import { createHash } from 'node:crypto';
import type { BatchHead, DatasetConfig, Plan } from '@sluice/protocol';
import { judgeSample, type RowValidator, readAll } from '@sluice/reader';
import { swapBatchHead } from '../batch/batch-head.ts';
import { type BatchPlace, readBatchHead, readManifest } from '../batch/documents.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import { handleMessage } from '../intake/handle-message.ts';
import type { FileRecord, ObjectVersion } from '../model.ts';
import { SYSTEM_CLOCK } from '../ports/clock.ts';
import type { JobRun } from '../ports/job-runs.ts';
import type { LakePorts } from '../ports/lake-ports.ts';
import { createMemoryFileRanges } from '../ports/memory/memory-file-ranges.ts';
import { createMemoryLedger } from '../ports/memory/memory-ledger.ts';
import { createMemoryStore } from '../ports/memory/memory-store.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { reconcile } from '../reconcile/reconcile.ts';

/** A dataset of a lake in memory. */
export interface ReaderDataset {
  readonly config: DatasetConfig;
  readonly plan: Plan;
  readonly validate: RowValidator;
  /** The bytes that the configuration pins, by `bucket/key`. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/** A lake in memory that is told of objects and works them off. */
export interface ReaderLake {
  /** A new version of an object, and its event. */
  put(name: string, content: Uint8Array): Promise<ObjectVersion>;
  /** The same event again. */
  deliver(object: ObjectVersion): Promise<void>;
  /** Until nothing waits and nothing is open. */
  workOff(): Promise<void>;
  files(): Promise<readonly FileRecord[]>;
  heads(): readonly BatchHead[];
}

/**
 * A lake whose job is the reader: every member is read whole, as the data plane would, and the batch head is committed
 * with the counts and the refusals that the real job would report. It writes no rows: what is compared are decisions
 * and counts.
 */
export function createReaderLake({ config, plan, validate, assets }: ReaderDataset): ReaderLake {
  const objects = new Map<string, StoredObject>();
  for (const [at, body] of assets) objects.set(at, { body, etag: at });
  const raw = new Map<string, Uint8Array>();
  const runs: JobRun[] = [];
  const ports: LakePorts = {
    ledger: createMemoryLedger(),
    store: createMemoryStore({ objects }),
    runs: {
      start: async (_job, args) => {
        const [batchId = '', attempt, at] = [args['--batch_id'], Number(args['--attempt']), new Date().toISOString()];
        const id = `jr_${runs.length + 1}`;
        await runReader({ ports, config, batchId }, id, plan, validate, raw);
        const ended = { isOver: true, startedAt: at, endedAt: at, seconds: 0, dpuSeconds: 0, message: null };
        runs.push({ id, batchId, attempt, state: 'SUCCEEDED', ...ended });
        return { kind: 'started', runId: id };
      },
      get: async (_job, runId) => runs.find(({ id }) => id === runId),
      since: async () => runs,
    },
    nudge: { nudge: async () => {} },
    telemetry: { decision: () => {}, event: () => {}, metrics: () => {} },
    clock: SYSTEM_CLOCK,
    newId: () => crypto.randomUUID(),
    isAlone: true,
    remainingMilliseconds: () => Number.POSITIVE_INFINITY,
  };
  const ranges = createMemoryFileRanges((id) => raw.get(nameOf(id)));
  const deliver = async (object: ObjectVersion) => {
    const intake = { config, dataset: { plan, validate }, ledger: ports.ledger, ranges, now: () => new Date() };
    await handleMessage({ kind: 'created', object }, intake);
  };
  let puts = 0;
  return {
    deliver,
    async put(name, content) {
      puts += 1;
      const key = `incoming/${config.datasetId}/${name}`;
      const of = { datasetId: config.datasetId, bucket: config.rawBucket, key, versionId: `v${puts}` };
      const about = { etag: digestOf(content), sizeBytes: content.length, eventTime: new Date().toISOString() };
      const object = { ...of, ...about, sequencer: puts.toString(16).padStart(8, '0') };
      raw.set(nameOf(object), content);
      await deliver(object);
      return object;
    },
    async workOff() {
      for (;;) {
        await dispatch(ports, config, { now: true });
        await reconcile(ports, config);
        const open = await ports.ledger.openBatches(config.datasetId);
        if (open.length === 0 && (await ports.ledger.pending(config.datasetId, 1)).length === 0) return;
      }
    },
    async files() {
      const found: FileRecord[] = [];
      for await (const file of ports.ledger.filesOf(config.datasetId)) found.push(file);
      return found;
    },
    heads: () =>
      [...objects]
        .filter(([at]) => at.endsWith('/head.json'))
        .map(([, { body }]) => JSON.parse(new TextDecoder().decode(body)) as BatchHead),
  };
}

async function runReader(
  place: BatchPlace,
  runId: string,
  plan: Plan,
  validate: RowValidator,
  raw: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const open = await readBatchHead(place);
  if (open === undefined) throw new Error('a batch is started with a batch head');
  const refused: BatchHead['refused'][number][] = [];
  const byReason: Record<string, number> = {};
  let [accepted, rejected] = [0, 0];
  for (const [member, { bucket, key, version_id }] of (await readManifest(place)).members.entries()) {
    const bytes = raw.get(nameOf({ key, versionId: version_id })) ?? new Uint8Array();
    const read = readAll(bytes, { plan, validate });
    const verdict = judgeSample(read, plan);
    if (verdict.kind === 'refused') {
      refused.push({ member, bucket, key, version_id, reason: verdict.reason, detail: verdict.detail });
      continue;
    }
    for (const { row, reasons } of read.kind === 'read' ? read.records : []) {
      if (row === null) rejected += 1;
      else accepted += 1;
      for (const reason of reasons) byReason[reason] = (byReason[reason] ?? 0) + 1;
    }
  }
  const counts = { rows_in: accepted + rejected, accepted, rejected, duplicates: 0, by_reason: byReason };
  const { document } = open;
  const committed: BatchHead = {
    ...{ ...document, counter: document.counter + 1, state: 'committed', run_id: runId },
    ...{ refused, counts, updated_at: new Date().toISOString() },
  };
  await swapBatchHead(place, open, committed);
}

const nameOf = ({ key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>) => `${key}#${versionId}`;
const digestOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
