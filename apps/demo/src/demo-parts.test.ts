import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import { CHECKOUT } from '@sluice/lake/local';
import type { BatchHead, Plan } from '@sluice/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetAccounts, PutFile } from './accounts.ts';
import { plantedEquations } from './equations.ts';
import { eventOf } from './event-message.ts';
import { plantFlights } from './flights.ts';
import { flightsDay } from './flights-day.fixture.ts';
import { latencyOf, percentile } from './percentiles.ts';
import { mishapsOf, type Planted } from './planted.ts';

const PLAN = JSON.parse(readFileSync(join(CHECKOUT, 'contracts/flights/generated/plan.json'), 'utf8')) as Plan;
const folder = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
let planted: Planted;

beforeAll(async () => {
  const files = Object.fromEntries([1, 2, 3, 4].map((day) => [`flights-2013-01-0${day}.csv`, 5 + day]));
  for (const [name, rows] of Object.entries(files)) writeFileSync(join(folder, name), flightsDay(rows));
  planted = await plantFlights({ folder, cached: true, version: '0.0.3', rows: 30, files }, PLAN, undefined);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A lake in which everything went as planned. */
function accountsOf(put: readonly PutFile[]): DatasetAccounts {
  const files = put.map(
    ({ file, versionId }) =>
      ({ key: file.key, versionId, state: file.expect.state, reason: file.expect.reason }) as FileRecord,
  );
  const batchHead = {
    state: 'committed',
    counts: { rows_in: 33, accepted: 30, rejected: 3, by_reason: planted.rejected },
  } as unknown as BatchHead;
  return {
    dataset: 'flights',
    versions: put.map(({ file, versionId }) => ({ key: file.key, versionId })),
    files,
    batches: [{ record: {} as BatchRecord, batchHead, members: ['incoming/flights/flights-2013-01-01.csv@v0'] }],
    runs: [],
    duplicates: 20,
    deadLetters: 1,
    table: { rows: 30, rescued: 9 },
  };
}

const sent = { noEvents: 1, repeated: 'incoming/flights/flights-2013-01-01.csv@v0' };
const putAll = () => planted.files.map((file, index) => ({ file, versionId: `v${index}` }));
const broken = (accounts: DatasetAccounts) =>
  plantedEquations(planted, putAll(), sent, accounts).filter(({ holds }) => !holds);

describe('what is planted', () => {
  it('holds every mishap once, and rows that can be counted by hand', () => {
    expect(mishapsOf(planted).map(({ file }) => file)).toEqual([
      'flights-2013-01-03.csv',
      'flights-2013-01-04.csv',
      'flights-incomplete.csv',
      'flights-empty.csv',
      'flights-notes.txt',
      '2013/',
      'flights-2013-01-01.csv',
      'the first message',
      'flights-2013-01-01.csv',
    ]);
    expect(planted).toMatchObject({ rows: 6 + 7 + 8 + 9 + 3, rescued: 9 });
    expect(Object.values(planted.rejected)).toEqual([1, 1, 1]);
  });

  it('puts the second content of a name last, and it is another content', () => {
    const second = planted.files.filter(({ isSecond }) => isSecond === true);

    expect(second).toHaveLength(1);
    expect(planted.files.at(-1)).toBe(second[0]);
    const body = second[0]!.body;
    expect('bytes' in body && Buffer.from(body.bytes).toString()).not.toBe(
      readFileSync(join(folder, 'flights-2013-01-01.csv'), 'utf8'),
    );
  });
});

describe('the equations of what was planted', () => {
  it('hold in a lake where all went well', () => {
    expect(broken(accountsOf(putAll()))).toEqual([]);
  });

  it('name a file whose state is another one, one that is missing, and one that nobody put', () => {
    const sound = accountsOf(putAll());
    const [first, second, ...rest] = sound.files;
    const files = [
      { ...first!, state: 'QUARANTINED', reason: 'bad-ratio' } as FileRecord,
      ...rest,
      { ...second!, versionId: 'other' },
    ];

    const [states] = broken({ ...sound, files });

    expect(states?.differences.map(({ object, message }) => `${object} ${message}`)).toEqual([
      'flights-2013-01-01.csv is QUARANTINED (bad-ratio), must be SUCCEEDED',
      'flights-2013-01-02.csv has no state, must be SUCCEEDED',
      'flights-2013-01-02.csv is SUCCEEDED, and nobody put it',
    ]);
  });

  it('break when a version is lost, a repeated event is loaded twice, a letter is not dead, rows differ', () => {
    const sound = accountsOf(putAll());

    expect(broken({ ...sound, versions: sound.versions.slice(1) }).map(({ id }) => id)).toEqual(['planted-versions']);
    expect(
      broken({
        ...sound,
        batches: [...sound.batches, { ...sound.batches[0]!, batchHead: { state: 'open' } as BatchHead }],
      }).map(({ id }) => id),
    ).toEqual(['repeated-once']);
    expect(broken({ ...sound, deadLetters: 0 }).map(({ id }) => id)).toEqual(['dead-letters']);
    expect(broken({ ...sound, table: { rows: 60, rescued: 9 } }).map(({ id }) => id)).toEqual(['table-rows']);
    expect(broken({ ...sound, batches: [] }).map(({ id }) => id)).toEqual([
      'repeated-once',
      'planted-rows',
      'planted-accepted',
      'planted-rejected',
    ]);
  });
});

describe('arrival to committed', () => {
  it('is told by nearest ranks', () => {
    const values = Array.from({ length: 20 }, (_, index) => index + 1);

    expect([percentile(values, 50), percentile(values, 95), percentile(values, 100), percentile([7], 95)]).toEqual([
      10, 19, 20, 7,
    ]);
  });

  it('counts files that were committed, and no others', () => {
    const eventTime = '2026-11-23T10:00:00.000Z';

    const latency = latencyOf([
      { eventTime, committedAt: '2026-11-23T10:00:04.500Z' },
      { eventTime, committedAt: null },
      { eventTime, committedAt: '2026-11-23T10:01:00.000Z' },
    ]);

    expect(latency).toEqual({ files: 2, p50: 4.5, p95: 60, most: 60 });
    expect(latencyOf([{ eventTime, committedAt: null }])).toBeUndefined();
  });
});

it('a repeated event is the first one to the letter where versions are told apart', () => {
  const file = {
    bucket: 'b',
    key: 'incoming/flights/a b+ñ.csv',
    versionId: 'v1',
    etag: 'e',
    sizeBytes: 3,
    sequencer: '00FF',
    eventTime: 't',
  } as FileRecord;

  const event = JSON.parse(eventOf(file, { account: '000000000000', region: 'us-east-1' })) as Record<string, unknown>;

  expect(event).toMatchObject({
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: 't',
    detail: {
      bucket: { name: 'b' },
      object: { key: file.key, size: 3, etag: 'e', 'version-id': 'v1', sequencer: '00FF' },
    },
  });
});
