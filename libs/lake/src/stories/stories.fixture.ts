import { readFileSync } from 'node:fs';
import {
  createMemoryLedger,
  type FileChange,
  type FileRecord,
  type FileState,
  type Ledger,
  moveFile,
  type ObjectVersion,
} from '@sluice/control-plane';
import {
  type BatchHead,
  batchHeadKey,
  lakeNames,
  type Manifest,
  manifestKey,
  type Plan,
  type RunReport,
  reportKey,
  sha256,
} from '@sluice/protocol';
import type { Target } from '../find/target.ts';
import { CHECKOUT } from '../local/places.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { memoryTarget, objectVersion } from '../testing.fixture.ts';

const SALES = JSON.parse(readFileSync(`${CHECKOUT}/contracts/sales/generated/plan.json`, 'utf8')) as Plan;
/** The plan of `sales` for files that are not compressed. */
const PLAN: Plan = { ...SALES, source: { ...SALES.source, suffix: '.csv', compression: 'none' } };
const PLAN_TEXT = JSON.stringify(PLAN);

/** The header of `sales`, and rows of which the second has a bad amount and the third a country that is none. */
export const CSV = [
  'sale_id;country;sold_at;amount;channel',
  '1;ES;2026-01-15T10:00:00Z;10,50;web',
  '2;ES;2026-01-15T10:00:00Z;much;web',
  '3;Spain;2026-01-15T10:00:00Z;7,25;shop',
  '',
].join('\n');

/** A lake that holds what a test puts into it: files that went their way, objects, documents. */
export interface StoryLake {
  readonly target: Target;
  readonly ledger: Ledger;
  readonly names: ReturnType<typeof lakeNames>;
  /** A file of `sales` that went through these states; its object lies in raw unless it is null. */
  file(
    states: readonly FileState[],
    change?: FileChange,
    content?: string | null,
    id?: Partial<ObjectVersion>,
  ): Promise<FileRecord>;
  documents(manifest: Manifest | undefined, batchHead: BatchHead | undefined, report?: RunReport): void;
  put(bucket: string, key: string, content: string | Uint8Array): void;
  readonly asked: readonly string[];
}

/** Builds an empty lake whose `sales` was deployed with the plan above. */
export function storyLake(): StoryLake {
  const ledger = createMemoryLedger();
  const names = lakeNames({ account: '000000000000', region: 'us-east-1' });
  const objects = memoryObjects();
  objects.put('assets', 'plan.json', PLAN_TEXT);
  const config = { datasetId: 'sales', plan: { bucket: 'assets', key: 'plan.json', sha256: sha256(PLAN_TEXT) } };
  const lambda = { send: async () => ({ Environment: { Variables: { SLUICE_CONFIG: JSON.stringify(config) } } }) };
  const logs = { send: async () => ({ events: [] }) };
  const target = { ...memoryTarget(ledger), s3: objects.s3, lambda, logs } as unknown as Target;
  return {
    target,
    ledger,
    names,
    asked: objects.asked,
    put: objects.put,
    async file(states, change = {}, content = CSV, id = {}) {
      const object = objectVersion(id);
      await ledger.receive(object, '2026-01-15T10:00:01.000Z');
      let from: FileState = 'RECEIVED';
      for (const to of states) {
        const step = { at: '2026-01-15T10:00:02.000Z', actor: 'intake' } as const;
        const moved = await ledger.moveFile(moveFile(object, [from, to], step, to === states.at(-1) ? change : {}));
        if (moved.kind !== 'done') throw new Error(`no step from ${from} to ${to}`);
        from = to;
      }
      if (content !== null) objects.put(object.bucket, object.key, content, object.versionId);
      const file = await ledger.file(object);
      if (file === undefined) throw new Error('the file was received');
      return file;
    },
    documents(manifest, batchHead, report) {
      const put = (key: string, document: unknown) =>
        document === undefined ? undefined : objects.put(names.controlBucket, key, JSON.stringify(document));
      const { dataset_id: dataset = 'sales', batch_id: batch = '' } = manifest ?? batchHead ?? {};
      put(manifestKey(dataset, batch), manifest);
      put(batchHeadKey(dataset, batch), batchHead);
      if (report !== undefined) put(reportKey(dataset, batch, report.attempt), report);
    },
  };
}

/** The report of an attempt that read so many records of its one file. */
export function reportOf(manifest: Manifest, records: number, changes: Partial<RunReport> = {}): RunReport {
  return {
    report_format: 1,
    batch_id: manifest.batch_id,
    dataset_id: manifest.dataset_id,
    attempt: 1,
    run_id: 'jr_1',
    outcome: 'committed',
    stage: 'publish',
    code: null,
    message: null,
    counts: { rows_in: records, accepted: records, rejected: 0, duplicates: 0, by_reason: {} },
    members: [{ member: 0, records }],
    refused: [],
    seconds: {},
    started_at: '2026-01-15T10:04:00.000Z',
    finished_at: '2026-01-15T10:05:00.000Z',
    ...changes,
  };
}

/** The plan digest that a batch of this lake is cut for. */
export const PLAN_DIGEST = sha256(PLAN_TEXT);
