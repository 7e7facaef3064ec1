import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { DatasetConfig } from '@sluice/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispatch } from '../dispatch/dispatch.ts';
import { type Emulator, sharedEmulator } from '../ledger/testing/emulator.ts';
import { createLedgerTable } from '../ledger/testing/ledger-table.ts';
import { createAwsPorts } from '../ports/aws/aws-ports.ts';
import type { JobRun, JobRuns } from '../ports/job-runs.ts';
import type { LakePorts } from '../ports/lake-ports.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { moveFile } from '../transitions.ts';
import { type JobObjects, runJob } from './job.ts';
import { CONFIG } from './lake.ts';

/** Other files use the same emulator. */
const own = (name: string): string => `simulation-${name}`;
let emulator: Emulator;
let s3: S3Client;

beforeAll(async () => {
  emulator = await sharedEmulator();
  s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  const dynamo = new DynamoDBClient(emulator.client);
  await createLedgerTable(dynamo, settings.ledgerTable);
  dynamo.destroy();
  for (const Bucket of ['assets', 'control', 'processed', 'quarantine'])
    await s3.send(new CreateBucketCommand({ Bucket: own(Bucket) }));
  const assets = { 'plan.json': '{"plan":1}', 'package.zip': 'zip', 'main.py': 'main' };
  for (const [Key, Body] of Object.entries(assets))
    await s3.send(new PutObjectCommand({ Bucket: own('assets'), Key, Body }));
});
afterAll(() => s3?.destroy());

const settings: DatasetConfig = {
  ...CONFIG,
  ledgerTable: own('ledger'),
  processedBucket: own('processed'),
  quarantineBucket: own('quarantine'),
  controlBucket: own('control'),
  plan: { ...CONFIG.plan, bucket: own('assets') },
  code: {
    ...CONFIG.code,
    script: { ...CONFIG.code.script, bucket: own('assets') },
    package: { ...CONFIG.code.package, bucket: own('assets') },
  },
  graceSeconds: 0,
  batch: { maxFiles: 60, maxBytes: 1e9, maxWaitSeconds: 60 },
};

/** What a job does to S3 itself. The run dies, without a word, before this copy. */
function objectsOf(dyingCopy: number): { readonly objects: JobObjects; readonly actor: { isDead: boolean } } {
  const actor = { isDead: false };
  let copies = 0;
  return {
    actor,
    objects: {
      put: async (Bucket, Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
      copy: async (fromBucket, from, Bucket, Key) => {
        copies += 1;
        actor.isDead = copies === dyingCopy;
        if (actor.isDead) throw new Error('killed');
        await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${fromBucket}/${from}` }));
        return { body: new Uint8Array(), etag: '' };
      },
    },
  };
}

/** Glue's runs, over the real S3. The first of all dies in the middle of its publish. */
function glueOver(ports: () => LakePorts): {
  readonly runs: JobRuns;
  readonly known: JobRun[];
  readonly ended: Promise<unknown>[];
} {
  const known: JobRun[] = [];
  const ended: Promise<unknown>[] = [];
  const runs: JobRuns = {
    start: async (_job, args) => {
      const [batchId = '', attempt] = [args['--batch_id'], Number(args['--attempt'])];
      const at = new Date().toISOString();
      const index = known.length;
      const id = `jr_${index + 1}`;
      const run = {
        id,
        batchId,
        attempt,
        state: 'RUNNING',
        isOver: false,
        startedAt: at,
        endedAt: null,
        seconds: 1,
        dpuSeconds: 2,
        message: null,
      };
      known.push(run);
      const { objects, actor } = objectsOf(index === 0 ? 2 : 0);
      const behaviour = {
        isRefused: (key: string) => key.endsWith('refused'),
        isPoison: () => false,
        trouble: undefined,
      };
      const end = (state: string) => {
        known[index] = { ...run, state, isOver: true, endedAt: new Date().toISOString() };
      };
      const place = { ports: ports(), config: settings, batchId };
      ended.push(
        runJob(actor, place, objects, id, attempt, behaviour).then(
          () => end('SUCCEEDED'),
          () => end('FAILED'),
        ),
      );
      return { kind: 'started', runId: id };
    },
    get: async (_job, runId) => known.find(({ id }) => id === runId),
    since: async () => [...known],
  };
  return { runs, known, ended };
}

test('over S3 and DynamoDB: 150 files in three batches, a run killed while it publishes, every file once', async () => {
  const lines: string[] = [];
  const telemetry = { decision: () => {}, event: (name: string) => void lines.push(name), metrics: () => {} };
  const aws = createAwsPorts(settings, { client: emulator.client, telemetry });
  const glue = glueOver(() => aws);
  const ports: LakePorts = { ...aws, runs: glue.runs, nudge: { nudge: async () => {} } };
  const names = Array.from({ length: 150 }, (_, index) => `f${index}${index % 50 === 7 ? 'refused' : ''}`);
  const at = new Date().toISOString();
  const step = { at, actor: 'intake' as const };
  const change = { planDigest: settings.plan.sha256, contractVersion: '1.0.0' };
  for (let start = 0; start < names.length; start += 25) {
    await Promise.all(
      names.slice(start, start + 25).map(async (name) => {
        const id = { datasetId: 'orders', bucket: 'raw', key: `incoming/orders/${name}`, versionId: 'v1' };
        await aws.ledger.receive({ ...id, etag: 'e', sizeBytes: 10, sequencer: '1', eventTime: at }, at);
        await aws.ledger.moveFile(moveFile(id, ['RECEIVED', 'QUEUED'], step, change));
      }),
    );
  }

  for (let tick = 0; tick < 12; tick += 1) {
    // Two of each at the same time: a schedule and a nudge.
    await Promise.all([dispatch(ports, settings, { now: true }), dispatch(ports, settings, { now: true })]);
    await Promise.all([reconcile(ports, settings), reconcile(ports, settings)]);
    await Promise.all(glue.ended);
    const isDone =
      (await aws.ledger.openBatches('orders')).length === 0 && (await aws.ledger.pending('orders', 1)).length === 0;
    if (isDone) break;
  }

  const states: Record<string, number> = {};
  for await (const { state, reason } of aws.ledger.filesOf('orders'))
    states[`${state} ${reason}`] = (states[`${state} ${reason}`] ?? 0) + 1;
  expect(states).toEqual({ 'SUCCEEDED null': 147, 'QUARANTINED header-only': 3 });
  const rows: string[] = [];
  for (const Key of await aws.store.list(own('processed'), 'orders/')) {
    const answer = await s3.send(new GetObjectCommand({ Bucket: own('processed'), Key }));
    rows.push(...(JSON.parse((await answer.Body?.transformToString()) ?? '[]') as string[]));
  }
  expect(rows).toHaveLength(147);
  expect(new Set(rows).size).toBe(147);
  expect(glue.known.filter(({ state }) => state === 'FAILED')).toHaveLength(1);
  expect(new Set(glue.known.map(({ batchId, attempt }) => `${batchId}-${attempt}`)).size).toBe(glue.known.length);
  expect(await aws.store.list(own('control'), 'orders/staging/')).toEqual([]);
  expect((await aws.ledger.slots('orders')).every(({ holder }) => holder === null)).toBe(true);
});
