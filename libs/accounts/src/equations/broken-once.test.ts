import { describe, expect, it } from 'vitest';
import { equation, type LedgerSnapshot } from '../snapshot.ts';
import {
  BAD,
  batches,
  committedFile,
  DATA,
  file,
  HEAD,
  HEX,
  INTENT,
  item,
  MANIFEST,
  NAMES,
  RAW,
  sound,
} from '../sound.fixture.ts';
import { ledgerEquationsOf } from './index.ts';

/** Every difference of every equation that does not hold, as `equation object: message`. */
function differencesOf(changes: Partial<LedgerSnapshot>): readonly string[] {
  return ledgerEquationsOf(sound(changes))
    .filter(({ holds }) => !holds)
    .flatMap(({ id, differences }) => differences.map(({ object, message }) => `${id} ${object}: ${message}`));
}

const batchHead = (changes: Parameters<typeof batches>[0]) => ({ batches: batches(changes) });
const counts = (changes: object) => batchHead({ counts: { ...HEAD.counts, ...changes } as typeof HEAD.counts });
const second = { bucket: 'processed', key: 'd/year=2013/b2-1-0.parquet' };
const openBatch = (batchId: string) => ({
  datasetId: 'd',
  batchId,
  manifest: MANIFEST,
  batchHead: undefined,
  problems: [],
});

describe('one thing that is wrong is one difference, or what must follow from it, and no other', () => {
  it('and nothing wrong is none', () => {
    expect(differencesOf({})).toEqual([]);
  });

  it.each<[what: string, changes: Partial<LedgerSnapshot>, differences: readonly string[]]>([
    [
      'a member that the ledger does not know',
      { files: [], versions: [] },
      [`members-settled ${NAMES.file}: is a member of batch b1, but the ledger does not know it`],
    ],
    [
      'a file that runs in a batch that the ledger does not know',
      {
        files: [file(), file({ key: 'incoming/d/b.csv', state: 'RUNNING', batchId: 'b9' })],
        versions: [...sound().versions, { ...RAW, key: 'incoming/d/b.csv', versionId: 'v1', bytes: 9 }],
      },
      ['members-settled raw/incoming/d/b.csv@v1: is RUNNING in batch b9, which is not in the ledger'],
    ],
    [
      'a file that runs in a batch of which it is no member',
      {
        files: [file(), file({ key: 'incoming/d/b.csv', state: 'RUNNING', batchId: 'b2' })],
        versions: [...sound().versions, { ...RAW, key: 'incoming/d/b.csv', versionId: 'v1', bytes: 9 }],
        items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'PREPARING', committedAt: null })]]),
        batches: [...batches(), openBatch('b2')],
      },
      ['members-settled raw/incoming/d/b.csv@v1: is RUNNING in batch b2, but no member of it'],
    ],
    [
      'a batch that was settled as committed, and failed',
      {
        ...batchHead({ state: 'failed', files: [], quarantine_files: [], counts: null }),
        files: [file({ state: 'QUEUED', batchId: null })],
        data: [],
        quarantine: [],
        registered: [],
      },
      ['items-heads batch b1: was settled as committed, its batch head says failed'],
    ],
    [
      'a batch without a manifest',
      {
        items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'PREPARING', committedAt: null })]]),
        batches: [...batches(), { ...openBatch('b2'), manifest: undefined }],
      },
      ['items-heads batch b2: is PREPARING in the ledger, but has no manifest'],
    ],
    [
      'a document that is damaged',
      {
        batches: batches().map((batch) => ({ ...batch, problems: [{ file: 'control/x', message: 'it is not JSON' }] })),
      },
      ['items-heads control/x: it is not JSON'],
    ],
    [
      'an intent that announces another content',
      { intents: new Map([['b1', { ...INTENT, keys: INTENT.keys.map((key) => ({ ...key, digest: HEX('e') })) }]]) },
      ['items-heads control/d/batches/b1/1.intent.json: announces other files than its batch head lists'],
    ],
    [
      'a slot beyond those that there are',
      {
        slots: [{ datasetId: 'd', slot: 2, holder: 'b2', leaseUntil: null }],
        items: new Map([...sound().items, ['b2', item({ batchId: 'b2', state: 'PREPARING', committedAt: null })]]),
        batches: [...batches(), openBatch('b2')],
      },
      ['slots-held slot 2 of d: is held, but there are only 2 slots'],
    ],
    [
      'a raw file that cannot be read again',
      { records: new Map([[NAMES.file, { problem: 'cannot be counted again (x)' }]]) },
      [`raw-records raw/${RAW.key}: cannot be counted again (x)`],
    ],
    [
      'a raw file that is not there to be counted',
      { records: new Map() },
      [`raw-records raw/${RAW.key}: cannot be counted again: it is missing in raw, or was changed`],
    ],
    [
      'accepted rows that no file holds',
      counts({ rows_in: 10, accepted: 7, rejected: 3 }),
      ['rows-in batch b1: accepted 7, its files hold 8', 'rows-in batch b1: rejected 3, its quarantine files hold 2'],
    ],
    [
      'files without counts',
      { ...batchHead({ counts: null }), records: new Map([[NAMES.file, { value: 0 }]]), reasons: new Map() },
      ['rows-in batch b1: its batch head has files, but no counts'],
    ],
    [
      'a file that two batch heads list',
      { ...batchHead({ files: [committedFile(DATA, 4, { year: '2013' }), committedFile(DATA, 4, { year: '2013' })] }) },
      [
        `items-heads control/d/batches/b1/1.intent.json: announces other files than its batch head lists`,
        `data-objects ${NAMES.data}: is claimed by two committed batch heads`,
        `data-rows ${NAMES.data}: holds 8 rows, the batch head says 4: 4 too many`,
        `data-rows ${NAMES.data}: holds 8 rows, the batch head says 4: 4 too many`,
      ],
    ],
    [
      'a data file of another size',
      { data: [{ ...DATA, bytes: 99, digest: HEX('d') }] },
      [`data-objects ${NAMES.data}: has 99 bytes, the batch head says 100: it was changed`],
    ],
    [
      'a data file of another content',
      { data: [{ ...DATA, bytes: 100, digest: HEX('e') }] },
      [`data-objects ${NAMES.data}: has another content than the batch head says: it was changed`],
    ],
    [
      'a data file without a footer',
      { footerRows: new Map([...sound().footerRows, [NAMES.data, { problem: 'is no readable Parquet file' }]]) },
      [`data-rows ${NAMES.data}: is no readable Parquet file`],
    ],
    [
      'a stray in quarantine',
      { quarantine: [...sound().quarantine, { ...BAD, key: 'd/x', bytes: 1, digest: '' }] },
      ['quarantine-objects quarantine/d/x: is a stray: no committed batch head lists it'],
    ],
    [
      'a quarantine file that is gone',
      { quarantine: [], footerRows: new Map([[NAMES.data, { value: 8 }]]) },
      [
        `quarantine-objects ${NAMES.bad}: is missing: a committed batch head lists it`,
        `quarantine-rows ${NAMES.bad}: is missing, and with it 2 rows`,
      ],
    ],
    [
      'a rejected row that was lost',
      { footerRows: new Map([...sound().footerRows, [NAMES.bad, { value: 1 }]]) },
      [`quarantine-rows ${NAMES.bad}: holds 1 rows, the batch head says 2: 1 lost`],
    ],
    [
      'reasons that cannot be read',
      { reasons: new Map([['b1', { problem: 'the reasons cannot be read' }]]) },
      ['reasons batch b1: the reasons cannot be read'],
    ],
    [
      'a reason that the batch head does not know',
      { reasons: new Map([['b1', { shape: 2, 'type:x': 1 }]]) },
      ['reasons batch b1: type:x: 1 rows in quarantine, the batch head says 0'],
    ],
  ])('%s', (_, changes, differences) => {
    expect(differencesOf(changes)).toEqual(differences);
  });
});

describe('what looks wrong and is not', () => {
  it.each<[what: string, changes: Partial<LedgerSnapshot>]>([
    ['a file that was loaded and then superseded', { files: [file({ state: 'SUPERSEDED', batchId: 'b1' })] }],
    [
      'a table without partitions has none to register',
      {
        ...batchHead({ files: [committedFile({ ...DATA, key: 'd/b1-1-0.parquet' }, 8)] }),
        data: [{ ...DATA, key: 'd/b1-1-0.parquet', bytes: 100, digest: HEX('d') }],
        footerRows: new Map([...sound().footerRows, ['processed/d/b1-1-0.parquet', { value: 8 }]]),
        intents: new Map([
          [
            'b1',
            { ...INTENT, keys: [committedFile({ ...DATA, key: 'd/b1-1-0.parquet' }, 8), ...HEAD.quarantine_files] },
          ],
        ]),
        registered: [],
      },
    ],
    [
      'two files of one partition are registered once',
      {
        ...batchHead({
          files: [committedFile(DATA, 4, { year: '2013' }), committedFile(second, 4, { year: '2013' })],
        }),
        data: [DATA, second].map((place) => ({ ...place, bytes: 100, digest: HEX('d') })),
        footerRows: new Map([
          ...sound().footerRows,
          [NAMES.data, { value: 4 }],
          [`processed/${second.key}`, { value: 4 }],
        ]),
        intents: new Map([
          ['b1', { ...INTENT, keys: [committedFile(DATA, 4), committedFile(second, 4), ...HEAD.quarantine_files] }],
        ]),
      },
    ],
    [
      'an intent may list its files in another order',
      { intents: new Map([['b1', { ...INTENT, keys: INTENT.keys.toReversed() }]]) },
    ],
  ])('%s', (_, changes) => {
    expect(differencesOf(changes)).toEqual([]);
  });
});

describe('an equation', () => {
  it('holds when its numbers are equal and no object differs', () => {
    expect(equation('x', 'd', ['a', 1], ['b', 1])).toMatchObject({ holds: true, differences: [] });
    expect(equation('x', 'd', ['a', 1], ['b', 1], [{ object: 'o', message: 'm' }]).holds).toBe(false);
  });

  it('never fails without a word: numbers that differ by themselves are the difference', () => {
    expect(equation('x', 'd', ['a', 1], ['b', 2])).toMatchObject({
      holds: false,
      differences: [{ object: 'd', message: 'a 1, b 2' }],
    });
  });
});
