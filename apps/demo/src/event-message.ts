import type { FileRecord } from '@sluice/control-plane';

/** Something that no bucket sends: what a mistaken producer, or a curious person, puts into a queue. */
export const NO_EVENT = JSON.stringify({ hello: 'this is no object event' });

/** How often the identical event comes again. At-least-once delivery is a promise that somebody keeps one day. */
export const REPEATS = 20;

/**
 * The event of an object version as EventBridge put it into the queue: what tells versions apart is the ledger's, to
 * the letter.
 */
export function eventOf(
  file: FileRecord,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account,
    time: file.eventTime,
    region,
    resources: [`arn:aws:s3:::${file.bucket}`],
    detail: {
      version: '0',
      bucket: { name: file.bucket },
      object: {
        key: file.key,
        size: file.sizeBytes,
        etag: file.etag,
        'version-id': file.versionId,
        sequencer: file.sequencer,
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
}
