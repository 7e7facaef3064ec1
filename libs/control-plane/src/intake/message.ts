import { type FileId, MAX_KEY_BYTES } from '@sluice/protocol';
import type { ObjectVersion } from '../model.ts';

/** What a message of the intake queue asks for. */
export type IntakeMessage =
  | { readonly kind: 'created'; readonly object: ObjectVersion }
  /** An operator has put the file back to RECEIVED: it is decided again. */
  | { readonly kind: 'released'; readonly id: FileId };

/** Whose messages they must be. */
export interface MessageScope {
  readonly datasetId: string;
  readonly rawBucket: string;
  readonly incoming: string;
}

/** A message about which nothing can be decided. Says what is wrong with its shape, never what is in it. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage';
  readonly reason: 'not-an-event' | 'no-version-id';

  constructor(reason: RefusedMessage['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** `source` and `detail-type` of a release. */
export const RELEASE_SOURCE = 'sluice.release';
export const RELEASE_TYPE = 'Object Released';

const MAX_VERSION_ID_LENGTH = 1000;

/**
 * Reads the body of a message: an event of EventBridge about an object of this dataset, or a release. Strict: whatever
 * else somebody put into the queue is a {@link RefusedMessage}.
 */
export function parseMessage(body: string, scope: MessageScope): IntakeMessage {
  const event = record(parsed(body), 'the message');
  const { source, 'detail-type': type } = event;
  const detail = record(event['detail'], 'detail');
  if (source === 'aws.s3' && type === 'Object Created')
    return { kind: 'created', object: created(event, detail, scope) };
  if (source === RELEASE_SOURCE && type === RELEASE_TYPE) return { kind: 'released', id: released(detail, scope) };
  throw new RefusedMessage('not-an-event', 'neither "Object Created" of aws.s3 nor a release');
}

function created(event: Fields, detail: Fields, scope: MessageScope): ObjectVersion {
  const bucket = inBucket(text(record(detail['bucket'], 'detail.bucket'), 'name'), scope);
  const object = record(detail['object'], 'detail.object');
  const key = inPrefix(text(object, 'key'), scope);
  const sequencer = text(object, 'sequencer');
  if (!/^[0-9a-fA-F]{1,64}$/.test(sequencer)) throw malformed('detail.object.sequencer is not hexadecimal');
  const sizeBytes = object['size'];
  if (!Number.isSafeInteger(sizeBytes) || (sizeBytes as number) < 0) throw malformed('detail.object.size is no size');
  const time = new Date(text(event, 'time'));
  if (Number.isNaN(time.getTime())) throw malformed('time is no instant');
  return {
    datasetId: scope.datasetId,
    bucket,
    key,
    versionId: version(object['version-id']),
    etag: text(object, 'etag'),
    sizeBytes: sizeBytes as number,
    sequencer,
    eventTime: time.toISOString(),
  };
}

function released(detail: Fields, scope: MessageScope): FileId {
  const bucket = inBucket(text(detail, 'bucket'), scope);
  return {
    datasetId: scope.datasetId,
    bucket,
    key: inPrefix(text(detail, 'key'), scope),
    versionId: version(detail['version_id']),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const malformed = (message: string) => new RefusedMessage('not-an-event', message);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed('it is no JSON');
  }
}

function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`${what} is no object`);
  return value as Fields;
}

function text(of: Fields, name: string): string {
  const value = of[name];
  if (typeof value !== 'string' || value === '') throw malformed(`${name} is missing`);
  return value;
}

function inBucket(bucket: string, { rawBucket }: MessageScope): string {
  if (bucket !== rawBucket) throw malformed('the bucket is not the raw bucket of this lake');
  return bucket;
}

/**
 * In EventBridge's events a key stands as it is, not URL-encoded:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
function inPrefix(key: string, { incoming }: MessageScope): string {
  if (!key.startsWith(incoming)) throw malformed('the key is not under the prefix of the dataset');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw malformed('the key is longer than S3 allows');
  return key;
}

/** Without versioning there is no id; `null` is what S3 calls the version of a bucket whose versioning is suspended. */
function version(id: unknown): string {
  if (id === undefined || id === null || id === '' || id === 'null')
    throw new RefusedMessage('no-version-id', 'the event names no object version');
  if (typeof id !== 'string' || id.length > MAX_VERSION_ID_LENGTH) throw malformed('the version id is none');
  return id;
}
