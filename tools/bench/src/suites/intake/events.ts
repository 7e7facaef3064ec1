import { GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  createDynamoLedger,
  createMemoryFileRanges,
  createMemoryLedger,
  createS3FileRanges,
  createTelemetry,
  type Dataset,
  type FileRanges,
  handleDelivery,
  type IntakeServices,
  type Ledger,
} from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';
import { FILE_HEAD_BYTES } from '@sluice/reader';
import { type Cost, type CostSpread, costOf, costSpread, Figures } from '../../cost.ts';
import { type BareLake, startBareLake } from '../../emulator.ts';
import { configOf } from '../../lake-config.ts';
import { roundName } from '../../rounds.ts';
import { type Arrival, arrivalsOf, CASES, contentsOf, type IntakeCase, laterThan, messageOf } from './cases.ts';

/** What one event costs, by where the ledger and the objects are. */
export interface EventCost {
  readonly name: string;
  /** Our code alone: ledger and objects in memory. */
  readonly memory: CostSpread;
  /** With the SDK, against the emulator's DynamoDB and S3; its own CPU is not in it. */
  readonly emulator: CostSpread;
  readonly ledgerRequests: number;
}

/** Costs per event, and the floor that the SDK and the emulator set. */
export interface EventCosts {
  readonly events: { readonly memory: number; readonly emulator: number };
  readonly perDelivery: number;
  readonly cases: readonly EventCost[];
  /**
   * The requests of an event in order (a transaction of two items, a put, a ranged read) by the SDK's plain clients,
   * and nothing else.
   */
  readonly requestsAlone: CostSpread;
}

/** How the suite is run. */
export interface EventOptions {
  readonly python: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly dataset: Dataset;
  readonly file: Uint8Array;
}

const EVENTS = { memory: 400, emulator: 100 } as const;
/** As the stack has it. */
const PER_DELIVERY = 50;
/** As intake has it. */
const AT_ONCE = 8;
const RANGE = `bytes=0-${FILE_HEAD_BYTES - 1}`;

/** What one event costs in this process. Throws when a case makes another number of ledger requests than it may. */
export async function benchEvents(options: EventOptions): Promise<EventCosts> {
  const contents = contentsOf(options.file);
  const bare = await startBareLake(options);
  try {
    const config = configOf('flights', bare.table, 1_000_000);
    const memory = new Figures<string, Cost>();
    const emulator = new Figures<string, Cost>();
    const floor = new Figures<string, Cost>();
    for (let round = 0; round <= options.rounds; round += 1) {
      let pattern: Arrival | undefined;
      for (const [index, kind] of CASES.entries()) {
        const body = contents[kind.content ?? 'small'];
        const arrivals = (count: number): readonly Arrival[] =>
          arrivalsOf(config, `r${round}-${index}`, count, body.length);
        const fast = await measure(memoryPlace(config, options.dataset, body), kind, arrivals(EVENTS.memory));
        const objects = await stored(bare, config, arrivals(EVENTS.emulator), body);
        const slow = await measure(emulatorPlace(config, options.dataset, bare), kind, objects);
        mustCost(kind, slow.requests, EVENTS.emulator);
        pattern ??= objects[0];
        options.say(
          `${roundName(round, options.rounds)}  ${kind.name}: ${ms(fast.cost, EVENTS.memory)} in ` +
            `memory, ${ms(slow.cost, EVENTS.emulator)}`,
        );
        if (round === 0) continue;
        memory.add(kind.name, fast.cost);
        emulator.add(kind.name, slow.cost);
      }
      const alone = pattern && (await requestsAlone(bare, config, pattern, `r${round}`));
      if (round > 0 && alone !== undefined) floor.add('alone', alone);
    }
    return {
      events: EVENTS,
      perDelivery: PER_DELIVERY,
      cases: CASES.map(({ name, requests }) => ({
        name,
        memory: costSpread(memory.of(name), EVENTS.memory),
        emulator: costSpread(emulator.of(name), EVENTS.emulator),
        ledgerRequests: requests,
      })),
      requestsAlone: costSpread(floor.of('alone'), EVENTS.emulator),
    };
  } finally {
    await bare.stop();
  }
}

/** @throws Error when the ledger was asked more or less often than the case may cost */
export function mustCost(
  { name, requests }: Pick<IntakeCase, 'name' | 'requests'>,
  counted: number,
  events: number,
): void {
  if (counted !== requests * events) {
    throw new Error(`"${name}": ${counted} ledger requests for ${events} events, not ${requests} each`);
  }
}

const ms = ({ cpu }: Cost, events: number): string => `${((cpu * 1000) / events).toFixed(2)} ms CPU`;

/** Where events are decided, and how often the ledger was asked. */
interface Place {
  readonly services: IntakeServices;
  readonly requests: () => number;
}

function placeOf(
  config: DatasetConfig,
  dataset: Dataset,
  ledger: Ledger,
  ranges: FileRanges,
  requests: () => number,
): Place {
  const never = (): Promise<never> => Promise.reject(new Error('nothing is postponed or nudged here'));
  const services: IntakeServices = {
    config,
    dataset,
    ledger,
    ranges,
    now: () => new Date(),
    // The lines are made as they would be, and go nowhere.
    telemetry: createTelemetry({ namespace: config.metrics, write: () => {} }),
    shouldNudge: () => false,
    postpone: never,
    nudge: { nudge: never },
  };
  return { services, requests };
}

function memoryPlace(config: DatasetConfig, dataset: Dataset, body: Uint8Array): Place {
  const ranges = createMemoryFileRanges(() => body);
  return placeOf(config, dataset, createMemoryLedger(), ranges, () => 0);
}

function emulatorPlace(config: DatasetConfig, dataset: Dataset, { dynamo, s3, table }: BareLake): Place {
  let count = 0;
  const onRequest = (): void => {
    count += 1;
  };
  return placeOf(
    config,
    dataset,
    createDynamoLedger({ client: dynamo, table, onRequest }),
    createS3FileRanges(s3),
    () => count,
  );
}

/**
 * Decides about the events of a round, in deliveries as large as SQS makes them. What the ledger knows before is not
 * measured.
 */
async function measure(
  { services, requests }: Place,
  kind: IntakeCase,
  arrivals: readonly Arrival[],
): Promise<{ readonly cost: Cost; readonly requests: number }> {
  const { config, ledger } = services;
  const deliveries = inDeliveries(arrivals.map((own) => messageOf(config, own)));
  const decideAll = async (): Promise<void> => {
    for (const delivery of deliveries) {
      const failed = await handleDelivery(delivery, services);
      if (failed.length > 0) throw new Error(`"${kind.name}": ${failed.length} events were not decided`);
    }
  };
  if (kind.before === 'itself') await decideAll();
  if (kind.before === 'later') {
    const { datasetId, rawBucket: bucket } = config;
    const known = { datasetId, bucket, etag: '0', eventTime: '2026-01-01T00:00:00.000Z' };
    for (const own of arrivals) await ledger.receive({ ...known, ...laterThan(own) }, known.eventTime);
  }
  const before = requests();
  const cost = await costOf(decideAll);
  return { cost, requests: requests() - before };
}

function inDeliveries<Message>(messages: readonly Message[]): readonly (readonly Message[])[] {
  return Array.from({ length: Math.ceil(messages.length / PER_DELIVERY) }, (_, i) =>
    messages.slice(i * PER_DELIVERY, (i + 1) * PER_DELIVERY),
  );
}

/** The same arrivals, as real versions of real objects where somebody looks into them. */
async function stored(
  { s3 }: BareLake,
  config: DatasetConfig,
  arrivals: readonly Arrival[],
  body: Uint8Array,
): Promise<readonly Arrival[]> {
  const versions: Arrival[] = [];
  for (const own of arrivals) {
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: config.rawBucket, Key: own.key, Body: body }));
    versions.push({ ...own, versionId: VersionId ?? own.versionId });
  }
  return versions;
}

/**
 * The requests of files in order, as bytes alone: the same items, read back from the ledger, and the same ranged read.
 */
async function requestsAlone(
  { dynamo, s3, table }: BareLake,
  config: DatasetConfig,
  pattern: Arrival,
  run: string,
): Promise<Cost> {
  const { datasetId, rawBucket: bucket } = config;
  const [PK, SK] = [{ S: `F#${datasetId}#${bucket}/${pattern.key}` }, { S: `V#${pattern.versionId}` }];
  const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { PK, SK } }));
  if (item === undefined) throw new Error(`the ledger has no ${pattern.key}`);
  const one = async (index: number): Promise<void> => {
    const own = { ...item, PK: { S: `alone#${run}#${index}` } };
    const pointer = { ...own, SK: { S: 'LATEST' } };
    const ConditionExpression = 'attribute_not_exists(PK)';
    const puts = [own, pointer].map((Item) => ({ Put: { TableName: table, Item, ConditionExpression } }));
    const body = dynamo
      .send(new TransactWriteItemsCommand({ TransactItems: puts }))
      .then(() =>
        s3.send(new GetObjectCommand({ Bucket: bucket, Key: pattern.key, VersionId: pattern.versionId, Range: RANGE })),
      )
      .then(({ Body }) => Body?.transformToByteArray());
    await body;
    await dynamo.send(new PutItemCommand({ TableName: table, Item: own }));
  };
  return costOf(async () => {
    const left = Array.from({ length: EVENTS.emulator }, (_, index) => index).values();
    const worker = async (): Promise<void> => {
      for (const index of left) await one(index);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
}
