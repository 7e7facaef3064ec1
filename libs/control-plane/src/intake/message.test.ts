import { describe, expect, test } from 'vitest';
import { parseMessage, RefusedMessage } from './message.ts';
import { eventOf } from './testing/intake-lake.ts';

const scope = { datasetId: 'flights', rawBucket: 'raw', incoming: 'incoming/flights/' };
const usual = {
  bucket: 'raw',
  key: 'incoming/flights/a+b%20c ñ.csv',
  versionId: 'v1',
  etag: 'e',
  sizeBytes: 7,
  sequencer: '0A',
};
const parse = (body: unknown) => parseMessage(typeof body === 'string' ? body : JSON.stringify(body), scope);
const event = (of: Partial<typeof usual> = {}) => eventOf({ ...usual, ...of });
const withObject = (of: object) => {
  const base = event();
  return { ...base, detail: { ...base.detail, object: { ...base.detail.object, ...of } } };
};

test('an event of EventBridge is an object version; its key is taken as it stands', () => {
  const { versionId, etag, sizeBytes, sequencer, bucket, key } = usual;

  expect(parse(event())).toEqual({
    kind: 'created',
    object: {
      datasetId: 'flights',
      bucket,
      key,
      versionId,
      etag,
      sizeBytes,
      sequencer,
      eventTime: '2026-01-01T00:00:00.000Z',
    },
  });
});

test('a release names an object version', () => {
  const detail = { bucket: 'raw', key: 'incoming/flights/a.csv', version_id: 'v1' };

  expect(parse({ source: 'sluice.release', 'detail-type': 'Object Released', detail })).toEqual({
    kind: 'released',
    id: { datasetId: 'flights', bucket: 'raw', key: 'incoming/flights/a.csv', versionId: 'v1' },
  });
});

describe('refused', () => {
  test.each<[string, unknown]>([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['a list', []],
    ['null', 'null'],
    ['another source', { ...event(), source: 'my.app' }],
    ['another type', { ...event(), 'detail-type': 'Object Deleted' }],
    ['S3’s own notification', { Records: [{ s3: { object: { key: 'incoming/flights/a.csv' } } }] }],
    ['S3’s test message', { Service: 'Amazon S3', Event: 's3:TestEvent' }],
    ['another bucket', event({ bucket: 'other' })],
    ['another dataset', event({ key: 'incoming/flights_2/a.csv' })],
    ['no prefix', event({ key: 'a.csv' })],
    ['a key that is too long', event({ key: `incoming/flights/${'é'.repeat(520)}` })],
    ['a sequencer that is none', event({ sequencer: '0X' })],
    ['no sequencer', withObject({ sequencer: undefined })],
    ['a size as text', withObject({ size: '7' })],
    ['a negative size', withObject({ size: -1 })],
    ['no etag', withObject({ etag: '' })],
    ['a version id that is no text', withObject({ 'version-id': 7 })],
    ['no time', { ...event(), time: 'yesterday' }],
    [
      'a release of another dataset',
      { source: 'sluice.release', 'detail-type': 'Object Released', detail: { ...usual, version_id: 'v1', key: 'x' } },
    ],
  ])('%s', (_, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ name: 'RefusedMessage', reason: 'not-an-event' }));
  });

  test.each([undefined, null, '', 'null'])('an object without a version (%s)', (id) => {
    expect(() => parse(withObject({ 'version-id': id }))).toThrow(expect.objectContaining({ reason: 'no-version-id' }));
  });

  test('without a word of what was in it', () => {
    const secret = { ...event({ key: 'incoming/flights_2/secret-of-ana.csv' }), source: 'aws.s3' };

    expect(() => parse(secret)).toThrow(RefusedMessage);
    expect(() => parse(secret)).not.toThrow(/ana/);
  });
});
