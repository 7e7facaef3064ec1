import type { DeliveredMessage } from '@sluice/control-plane';
import { type DatasetConfig, incomingPrefix } from '@sluice/protocol';

/** What arrives, and how many ledger requests its decision may cost. */
export interface IntakeCase {
  readonly name: string;
  /** Ledger requests per event. */
  readonly requests: number;
  /** What lies in the object; undefined: nobody looks into it. */
  readonly content: 'head' | 'small' | 'drifted' | undefined;
  /** What the ledger knows before: nothing, this very version, or a later one of the same key. */
  readonly before: 'nothing' | 'itself' | 'later';
}

/**
 * The ways that an event can go, and what each may cost (issue: 2 in order, 3 for a stale one, 1 for a duplicate, one
 * more with drift).
 */
export const CASES: readonly IntakeCase[] = [
  { name: 'in order, a file head of 64 KiB', requests: 2, content: 'head', before: 'nothing' },
  { name: 'in order, a file of 1 KB', requests: 2, content: 'small', before: 'nothing' },
  { name: 'in order, with a new column', requests: 3, content: 'drifted', before: 'nothing' },
  { name: 'stale', requests: 3, content: undefined, before: 'later' },
  { name: 'duplicate', requests: 1, content: undefined, before: 'itself' },
];

/** One object version that a message tells about. */
export interface Arrival {
  readonly key: string;
  readonly versionId: string;
  readonly sequencer: string;
  readonly sizeBytes: number;
}

/** So many new keys of a dataset, one version each. */
export function arrivalsOf(
  { datasetId }: DatasetConfig,
  run: string,
  count: number,
  sizeBytes: number,
): readonly Arrival[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${incomingPrefix(datasetId)}${run}/part-${String(index).padStart(6, '0')}.csv`,
    versionId: `${run}-${index}`,
    sequencer: '006500000000000010',
    sizeBytes,
  }));
}

/** Another version of the same key, which S3 wrote later. */
export function laterThan(arrival: Arrival): Arrival {
  return { ...arrival, versionId: `${arrival.versionId}-later`, sequencer: '006500000000000020' };
}

/** The message of SQS that carries S3's event about a version. */
export function messageOf(config: DatasetConfig, { key, versionId, sequencer, sizeBytes }: Arrival): DeliveredMessage {
  const body = JSON.stringify({
    version: '0',
    id: versionId,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${config.rawBucket}`],
    detail: {
      version: '0',
      bucket: { name: config.rawBucket },
      object: { key, size: sizeBytes, etag: '0123456789abcdef0123456789abcdef', 'version-id': versionId, sequencer },
      'request-id': 'C3D13FE58DE4C810',
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
  return { messageId: versionId, receiptHandle: versionId, body, receiveCount: 1 };
}

/** Longer than what intake reads of an object. */
const LONG_BYTES = 96 * 1024;

/** What lies in the objects, from the beginning of a real file. */
export function contentsOf(file: Uint8Array): Readonly<Record<'head' | 'small' | 'drifted', Uint8Array>> {
  const lines = new TextDecoder().decode(file.subarray(0, 4096)).split('\n').slice(0, 11);
  const drifted = lines.map((line, index) => `${line.trimEnd()},${index === 0 ? 'tail_colour' : 'red'}`);
  const text = (rows: readonly string[]): Uint8Array => new TextEncoder().encode(`${rows.join('\n')}\n`);
  return { head: file.subarray(0, LONG_BYTES), small: text(lines), drifted: text(drifted) };
}
