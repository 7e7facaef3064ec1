import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  createDynamoLedger,
  createMemoryLedger,
  createMemoryStore,
  createS3Store,
  createTelemetry,
  dispatch,
  type LakePorts,
  type Ledger,
  moveFile,
  type ObjectStore,
  reconcile,
  SYSTEM_CLOCK,
} from '@sluice/control-plane';
import { type DatasetConfig, incomingPrefix } from '@sluice/protocol';
import { type Cost, type CostSpread, costOf, costSpread, Figures } from '../../cost.ts';
import { startBareLake } from '../../emulator.ts';
import { middle, range, whole } from '../../figures.ts';
import { ASSETS, configOf } from '../../lake-config.ts';
import { roundName } from '../../rounds.ts';
import { table } from '../../table.ts';
import { createFakeGlue, type FakeGlue } from './job.ts';

/** One of the two halves of a batch's way through the control plane. */
export interface BatchCost {
  readonly step: 'dispatch' | 'reconcile';
  readonly files: number;
  /** Rounds that are counted. */
  readonly rounds: number;
  /** Our code alone: ledger and objects in memory. */
  readonly memory: CostSpread;
  /** With the SDK, against the emulator's DynamoDB and S3; its own CPU is not in it. */
  readonly emulator: CostSpread;
  readonly requests: Requests;
}

/** Requests by the service that answers them. */
export interface Requests {
  readonly dynamodb: number;
  readonly s3: number;
  readonly glue: number;
}

/** How the suite is run. */
export interface BatchesOptions {
  readonly python: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/**
 * A round of a large batch makes thousands of requests, most of them to get its files to wait: fewer rounds say as
 * much.
 */
const LARGE = { files: 1_000, rounds: 3 } as const;

/** What dispatch and reconcile cost per batch of so many files. Between the two a job commits that has no rows. */
export async function benchBatches(options: BatchesOptions, sizes: readonly number[]): Promise<BatchCost[]> {
  const bare = await startBareLake(options);
  try {
    let dynamodb = 0;
    const onRequest = (): void => {
      dynamodb += 1;
    };
    for (const [Key, Body] of Object.entries(ASSETS))
      await bare.s3.send(new PutObjectCommand({ Bucket: 'bench-assets', Key, Body }));
    const glue = createFakeGlue();
    const emulator = placeOf(
      createDynamoLedger({ client: bare.dynamo, table: bare.table, onRequest }),
      createS3Store(bare.s3),
      glue,
    );
    const counted = (): Requests => ({ dynamodb, s3: bare.s3Requests(), glue: glue.requests() });

    const memoryStore = createMemoryStore();
    for (const [key, body] of Object.entries(ASSETS)) await memoryStore.create('bench-assets', key, body);

    const costs: BatchCost[] = [];
    for (const files of sizes) {
      const config = configOf('flights', bare.table, files);
      const rounds = files >= LARGE.files ? Math.min(options.rounds, LARGE.rounds) : options.rounds;
      const figures = new Figures<string, Cost>();
      let requests = new Map<BatchCost['step'], Requests>();
      for (let round = 0; round <= rounds; round += 1) {
        const run = `b${files}-r${round}`;
        // A ledger that grows would be measured by its own lists: in memory they are looked through.
        const memory = placeOf(createMemoryLedger(), memoryStore, createFakeGlue());
        const fast = await measure(memory, config, files, run, () => ({ dynamodb: 0, s3: 0, glue: 0 }));
        const slow = await measure(emulator, config, files, run, counted);
        requests = slow.requests;
        options.say(
          `${roundName(round, rounds)}  ${files} files: dispatch ${slow.costs.dispatch.wall.toFixed(2)} s, ` +
            `reconcile ${slow.costs.reconcile.wall.toFixed(2)} s`,
        );
        if (round === 0) continue;
        for (const step of ['dispatch', 'reconcile'] as const) {
          figures.add(`${step} memory`, fast.costs[step]);
          figures.add(`${step} emulator`, slow.costs[step]);
        }
      }
      for (const step of ['dispatch', 'reconcile'] as const) {
        costs.push({
          step,
          files,
          rounds,
          memory: costSpread(figures.of(`${step} memory`), 1),
          emulator: costSpread(figures.of(`${step} emulator`), 1),
          requests: requests.get(step) ?? { dynamodb: Number.NaN, s3: Number.NaN, glue: Number.NaN },
        });
      }
    }
    return costs;
  } finally {
    await bare.stop();
  }
}

interface Place {
  readonly ports: LakePorts;
  readonly glue: FakeGlue;
}

function placeOf(ledger: Ledger, store: ObjectStore, glue: FakeGlue): Place {
  const ports: LakePorts = {
    ledger,
    store,
    runs: glue,
    nudge: { nudge: () => Promise.reject(new Error('nothing is nudged here')) },
    // The lines are made as they would be, and go nowhere.
    telemetry: createTelemetry({ namespace: 'Bench', write: () => {} }),
    clock: SYSTEM_CLOCK,
    newId: () => crypto.randomUUID(),
    remainingMilliseconds: () => Number.POSITIVE_INFINITY,
  };
  return { ports, glue };
}

/** One batch, from waiting files to settled ones. Throws when it is not the batch that was meant. */
async function measure(
  { ports, glue }: Place,
  config: DatasetConfig,
  files: number,
  run: string,
  counted: () => Requests,
) {
  await letWait(ports.ledger, config, files, run);
  const start = counted();
  let batchId: string | undefined;
  let runId: string | null | undefined;
  const dispatching = await costOf(async () => {
    const { batches } = await dispatch(ports, config);
    [batchId, runId] = [batches[0]?.batchId, batches[0]?.jobRunId];
    if (batches.length !== 1 || batches[0]?.files !== files) throw new Error(`dispatch cut ${JSON.stringify(batches)}`);
  });
  const dispatched = counted();
  if (batchId === undefined || typeof runId !== 'string') throw new Error('dispatch started no run');
  await glue.finish({ ports, config, batchId }, runId);
  const committed = counted();
  const reconciling = await costOf(async () => {
    const { batches } = await reconcile(ports, config);
    if (batches.length !== 1 || !batches[0]?.steps.includes('settle'))
      throw new Error(`reconcile did ${JSON.stringify(batches)}`);
  });
  return {
    costs: { dispatch: dispatching, reconcile: reconciling },
    requests: new Map([
      ['dispatch' as const, between(start, dispatched)],
      ['reconcile' as const, between(committed, counted())],
    ]),
  };
}

const AT_ONCE = 16;

/** Files as intake leaves them: QUEUED. */
async function letWait(ledger: Ledger, config: DatasetConfig, files: number, run: string): Promise<void> {
  const left = Array.from({ length: files }, (_, index) => index).values();
  const { datasetId, rawBucket: bucket, plan } = config;
  const at = new Date().toISOString();
  const worker = async (): Promise<void> => {
    for (const index of left) {
      const key = `${incomingPrefix(datasetId)}${run}/part-${String(index).padStart(6, '0')}.csv`;
      const id = { datasetId, bucket, key, versionId: `${run}-${index}` };
      await ledger.receive({ ...id, etag: '0', sizeBytes: 1_000, sequencer: '0065', eventTime: at }, at);
      const change = { lane: '', planDigest: plan.sha256, contractVersion: config.contractVersion };
      await ledger.moveFile(moveFile(id, ['RECEIVED', 'QUEUED'], { at, actor: 'intake' }, change));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function between(before: Requests, after: Requests): Requests {
  return { dynamodb: after.dynamodb - before.dynamodb, s3: after.s3 - before.s3, glue: after.glue - before.glue };
}

/** The result as people read it. */
export function batchesTable(costs: readonly BatchCost[]): string {
  const rows = costs.map(({ step, files, rounds, memory, emulator, requests }) => [
    `${step}, ${whole(files)} ${files === 1 ? 'file' : 'files'}`,
    range(memory.cpuMs, 1),
    range(emulator.cpuMs, 0),
    middle(emulator.wallMs, 0),
    `${whole(requests.dynamodb)} (${whole(files)})`,
    whole(requests.s3),
    whole(requests.glue),
    String(rounds),
  ]);
  const header = [
    'one batch; Glue in memory',
    'CPU ms in memory',
    'CPU ms, SDK + emulator',
    'wall ms',
    'DynamoDB (at least)',
    'S3',
    'Glue',
    'rounds',
  ];
  return table(header, rows);
}
