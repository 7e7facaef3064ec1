import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DatasetConfig, Plan } from '@sluice/protocol';
import type { ByteRange, RowValidator } from '@sluice/reader';
import type { ObjectVersion } from '../../model.ts';
import type { FileRanges } from '../../ports/file-ranges.ts';
import { createMemoryFileRanges } from '../../ports/memory/memory-file-ranges.ts';
import { createMemoryLedger } from '../../ports/memory/memory-ledger.ts';
import { createTelemetry } from '../../telemetry.ts';
import { type DeliveredMessage, handleDelivery, type IntakeServices } from '../handle-delivery.ts';
import { createNudging } from '../nudging.ts';

const CONTRACTS = join(import.meta.dirname, '../../../../../contracts');
const START = Date.UTC(2026, 0, 1);

/** A sample of a contract of this repository. */
export const sample = (datasetId: string, name: string): Uint8Array =>
  readFileSync(join(CONTRACTS, datasetId, 'samples', name));

/** The configuration of a dataset, as the platform writes it. */
export function configOf(datasetId: string, of: Partial<DatasetConfig> = {}): DatasetConfig {
  const pinned = { bucket: 'assets', key: 'asset', sha256: 'a'.repeat(64) };
  return {
    datasetId,
    contractVersion: '1.2.0',
    status: 'active',
    ledgerTable: 'sluice-ledger',
    rawBucket: 'sluice-raw',
    processedBucket: 'sluice-processed',
    quarantineBucket: 'sluice-quarantine',
    controlBucket: 'sluice-control',
    database: 'sluice',
    table: datasetId,
    job: `sluice-${datasetId}`,
    queueUrl: 'http://127.0.0.1/queue',
    dispatchFunction: `sluice-${datasetId}-dispatch`,
    metrics: 'Sluice',
    batch: { maxFiles: 100, maxBytes: 1 << 30, maxWaitSeconds: 60 },
    slots: 2,
    maxAttempts: 3,
    graceSeconds: 0,
    plan: pinned,
    code: { digest: 'c'.repeat(64), script: pinned, package: pinned },
    ...of,
  };
}

/** What a test changes about an intake. */
export interface IntakeLakeOptions {
  readonly datasetId?: string;
  readonly config?: Partial<DatasetConfig>;
  /** Called before and after every call to the ledger, S3, SQS and Lambda; may throw. */
  readonly onCall?: (moment: string) => void;
}

/** An intake with a ledger, a bucket and a queue in memory. */
export async function intakeLake({
  datasetId = 'flights',
  config: changed = {},
  onCall = () => {},
}: IntakeLakeOptions = {}) {
  const config = configOf(datasetId, changed);
  const generated = join(CONTRACTS, datasetId, 'generated');
  const plan = JSON.parse(readFileSync(join(generated, 'plan.json'), 'utf8')) as Plan;
  const { validate } = (await import(pathToFileURL(join(generated, 'validate.js')).href)) as {
    readonly validate: RowValidator;
  };
  const objects = new Map<string, Uint8Array>();
  const reads: ByteRange[] = [];
  const lines: Record<string, unknown>[] = [];
  const postponed: { readonly receipt: string; readonly seconds: number }[] = [];
  const nudges: string[] = [];
  let milliseconds = 0;

  const inMemory = createMemoryFileRanges(({ key, versionId }) => objects.get(`${key}#${versionId}`));
  const ranges: FileRanges = {
    read: async (id, range) => {
      await Promise.resolve();
      onCall('before read');
      reads.push(range);
      return inMemory.read(id, range);
    },
  };
  const services: IntakeServices = {
    config,
    dataset: { plan, validate },
    ledger: createMemoryLedger({ onCall }),
    ranges,
    now: () => {
      milliseconds += 1;
      return new Date(START + milliseconds);
    },
    telemetry: createTelemetry({
      namespace: config.metrics,
      write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    }),
    postpone: async (receipt, seconds) => {
      onCall('before postpone');
      postponed.push({ receipt, seconds });
    },
    nudge: {
      nudge: async (name, why) => {
        onCall('before nudge');
        nudges.push(`${name}: ${why}`);
      },
    },
    shouldNudge: createNudging(config.batch),
  };

  /** Puts an object version and gives its event, as a message. */
  function put(
    name: string,
    content: Uint8Array | string,
    of: { versionId?: string; sequencer?: string } = {},
  ): DeliveredMessage {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const { versionId = 'v1', sequencer = '0A' } = of;
    const key = `incoming/${datasetId}/${name}`;
    objects.set(`${key}#${versionId}`, bytes);
    return message(
      eventOf({ bucket: config.rawBucket, key, versionId, sequencer, etag: `"${versionId}"`, sizeBytes: bytes.length }),
    );
  }
  const idOf = (name: string, versionId = 'v1') => ({
    datasetId,
    bucket: config.rawBucket,
    key: `incoming/${datasetId}/${name}`,
    versionId,
  });
  return {
    services,
    objects,
    reads,
    lines,
    postponed,
    nudges,
    put,
    idOf,
    handle: (delivery: readonly DeliveredMessage[], remainingMs?: () => number) =>
      handleDelivery(delivery, services, remainingMs),
    file: (name: string, versionId?: string) => services.ledger.file(idOf(name, versionId)),
    decisions: () =>
      lines.filter(({ event }) => event === 'decision').map(({ decision, reason_code }) => [decision, reason_code]),
  };
}

let messages = 0;

/** A message with this body. */
export function message(body: unknown, receiveCount = 1): DeliveredMessage {
  messages += 1;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { messageId: `m${messages}`, receiptHandle: `r${messages}`, body: text, receiveCount };
}

/** EventBridge's event about a new object version. */
export function eventOf(of: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId' | 'etag' | 'sizeBytes' | 'sequencer'>) {
  const object = {
    key: of.key,
    size: of.sizeBytes,
    etag: of.etag,
    'version-id': of.versionId,
    sequencer: of.sequencer,
  };
  return {
    version: '0',
    id: '0d8a1a5e-0000-0000-0000-000000000000',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${of.bucket}`],
    detail: {
      version: '0',
      bucket: { name: of.bucket },
      object,
      'request-id': 'r',
      requester: '000000000000',
      reason: 'PutObject',
    },
  };
}
