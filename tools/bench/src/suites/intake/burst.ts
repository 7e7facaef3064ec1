import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createDynamoLedger, type Ledger } from '@sluice/control-plane';
import { holdLake, openLog } from '@sluice/lake/local';
import { datasetNames, lakeNames } from '@sluice/protocol';
import { writeCopies } from '../../contract-copies.ts';
import { Figures } from '../../cost.ts';
import { localClients } from '../../emulator.ts';
import { treeCpuSeconds } from '../../process-cpu.ts';
import { roundName } from '../../rounds.ts';
import { type Spread, spreadOf } from '../../statistics.ts';
import { contentsOf } from './cases.ts';

/** A burst of new objects on a deployed lake: from the first PUT until the last file is QUEUED. */
export interface Burst {
  readonly objects: number;
  readonly bytesEach: number;
  readonly eventsPerSecond: Spread;
  /** How many PUTs a second the emulator took, from this one client: no event can come sooner. */
  readonly putsPerSecond: Spread;
  /** From the end of an object's PUT until its file was QUEUED, in seconds. */
  readonly arrivalP50: Spread;
  readonly arrivalP95: Spread;
  /** Of everything: this client, the emulator, its Lambdas. Null where the kernel does not tell. */
  readonly cpuMsPerEvent: Spread | null;
}

/** How the suite is run. */
export interface BurstOptions {
  readonly root: string;
  readonly python: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly file: Uint8Array;
}

const OBJECTS = 500;
/** The most that a contract allows: more than all rounds together drop, for as long as they take. */
const NEVER_FULL = { maxFiles: 10_000, maxBytes: 2 ** 36, maxWaitSeconds: 3_600 };
const PUTS_AT_ONCE = 16;
const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 120_000;

interface Round {
  readonly events: number;
  readonly puts: number;
  readonly p50: number;
  readonly p95: number;
  readonly cpu: number | undefined;
}

/** Deploys one dataset whose batches never fill (so that no job runs beside it) and lets bursts of objects arrive. */
export async function benchBurst(options: BurstOptions): Promise<Burst> {
  const project = join(options.scratch, 'burst-project');
  const batch = NEVER_FULL;
  const [datasetId = ''] = await writeCopies(options.root, project, 1, { batch });
  const home = join(options.scratch, 'burst-lake');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const lake = await holdLake({ home, python: options.python, context: { project } });
  const clients = localClients(lake.ready.endpoint);
  let failure: Error | undefined;
  try {
    const { rawBucket: bucket, ledgerTable: table } = lakeNames(lake.ready);
    const ledger = createDynamoLedger({ client: clients.dynamo, table });
    const body = contentsOf(options.file).small;
    const figures = new Figures<'burst', Round>();
    for (let round = 0; round <= options.rounds; round += 1) {
      const measured = await burst(clients.s3, ledger, { bucket, datasetId, run: `r${round}`, body });
      options.say(
        `${roundName(round, options.rounds)}  ${OBJECTS} objects: ${measured.events.toFixed(0)} events/s, ` +
          `p95 ${measured.p95.toFixed(2)} s`,
      );
      if (round > 0) figures.add('burst', measured);
    }
    const rounds = figures.of('burst');
    const spread = (figure: 'events' | 'puts' | 'p50' | 'p95'): Spread =>
      spreadOf(rounds.map((round) => round[figure]));
    const cpu = rounds.flatMap((round) => round.cpu ?? []);
    return {
      objects: OBJECTS,
      bytesEach: body.length,
      eventsPerSecond: spread('events'),
      putsPerSecond: spread('puts'),
      arrivalP50: spread('p50'),
      arrivalP95: spread('p95'),
      cpuMsPerEvent: cpu.length === 0 ? null : spreadOf(cpu.map((seconds) => (seconds * 1000) / OBJECTS)),
    };
  } catch (error) {
    failure = error as Error;
    throw new Error(`${failure.message}; intake said last: ${await lastWords(datasetId, home)}`, { cause: error });
  } finally {
    clients.dynamo.destroy();
    clients.s3.destroy();
    await lake.stop();
    // After a failure they stay, with the logs of the lake.
    if (failure === undefined) for (const folder of [project, home]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The end of intake's log, which is gone with the lake. */
async function lastWords(datasetId: string, home: string): Promise<string> {
  try {
    const lines = await (await openLog(datasetNames(datasetId).intakeFunction, home)).read();
    return lines.slice(-5).join('\n').slice(-2_000) || 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

interface Wave {
  readonly bucket: string;
  readonly datasetId: string;
  readonly run: string;
  readonly body: Uint8Array;
}

async function burst(s3: S3Client, ledger: Ledger, { bucket, datasetId, run, body }: Wave): Promise<Round> {
  const keys = Array.from(
    { length: OBJECTS },
    (_, index) => `${datasetNames(datasetId).incoming}${run}/part-${index}.csv`,
  );
  const putAt = new Map<string, number>();
  const cpuBefore = treeCpuSeconds(process.pid);
  const began = Date.now();
  const left = keys.values();
  const worker = async (): Promise<void> => {
    for (const key of left) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      putAt.set(key, Date.now());
    }
  };
  await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
  const putSeconds = (Date.now() - began) / 1000;
  const queuedAt = await untilQueued(ledger, datasetId, new Set(keys), began + PATIENCE_MS);
  const cpuAfter = treeCpuSeconds(process.pid);
  const ages = keys.map((key) => ((queuedAt.get(key) ?? 0) - (putAt.get(key) ?? 0)) / 1000).sort((a, b) => a - b);
  return {
    events: OBJECTS / ((Math.max(...queuedAt.values()) - began) / 1000),
    puts: OBJECTS / putSeconds,
    p50: ages[Math.ceil(ages.length * 0.5) - 1] ?? Number.NaN,
    p95: ages[Math.ceil(ages.length * 0.95) - 1] ?? Number.NaN,
    cpu: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
  };
}

/** When each of these keys was queued. The ledger says when; looking seldom changes no figure. */
async function untilQueued(
  ledger: Ledger,
  datasetId: string,
  keys: ReadonlySet<string>,
  deadline: number,
): Promise<Map<string, number>> {
  for (;;) {
    await wait(LOOK_EVERY_MS);
    const waiting = await ledger.pending(datasetId, 100_000);
    const found = waiting.filter(({ key }) => keys.has(key));
    if (found.length === keys.size) return new Map(found.map(({ key, queuedAt }) => [key, Date.parse(queuedAt)]));
    if (Date.now() > deadline)
      throw new Error(`${keys.size - found.length} of ${keys.size} objects were not queued in time`);
  }
}
