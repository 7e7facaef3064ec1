import { gzipSync } from 'node:zlib';
import { rowsText, type TestDataset } from '../event-lake/contracts.ts';

/** What is put under one name, and what must become of it. */
export interface LakeFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** State and reason, the same in every lake. */
  readonly becomes: string;
}

/** A dataset with what it is given: all at once, then what is put under names that are taken. */
export interface Given {
  readonly dataset: TestDataset;
  readonly files: readonly LakeFile[];
  /** Other contents of names that the first ones hold. */
  readonly overwritten: readonly LakeFile[];
  /** Names whose very content comes again. */
  readonly repeated: readonly string[];
}

const HEADER = 'id,place,amount\n';
const bad = (rows: number) => Array.from({ length: rows }, (_, index) => `${index},nowhere,x\n`).join('');
const good = (rows: number, from = 0) => rowsText(from, rows).slice(HEADER.length);
const SUCCEEDED = 'SUCCEEDED null';

/** Rescues what it does not know, and gives up a file of which more than half is bad. */
const TOLERANT: Given = {
  dataset: { id: 'tolerant', maxFiles: 100, maxWaitSeconds: 5, maxAmount: 1000 },
  files: [
    { name: 'good.csv', content: rowsText(0, 5), becomes: SUCCEEDED },
    { name: 'deep/er/with space ñ.csv', content: rowsText(10, 2), becomes: SUCCEEDED },
    { name: 'some-bad-rows.csv', content: `${rowsText(20, 4)}x,p1,1\n24,nowhere,1\n25,p1\n`, becomes: SUCCEEDED },
    { name: 'zero-bytes.csv', content: '', becomes: 'IGNORED empty' },
    { name: 'notes.txt', content: 'no file of the dataset', becomes: 'IGNORED suffix' },
    { name: 'missing-column.csv', content: 'id,place\n1,p1\n', becomes: 'QUARANTINED missing-column' },
    { name: 'too-large.csv', content: HEADER + good(120_000), becomes: 'QUARANTINED too-large' },
    { name: 'all-rows-bad.csv', content: HEADER + bad(5), becomes: 'QUARANTINED bad-ratio' },
    { name: 'half-bad.csv', content: HEADER + bad(3) + good(3, 30), becomes: SUCCEEDED },
    {
      // Beyond what is sampled of a file: only the job sees how much of it is bad.
      name: 'bad-later.csv',
      content: HEADER + good(6_000, 1_000) + bad(12_000),
      becomes: 'QUARANTINED bad-ratio',
    },
    { name: 'unknown-column.csv', content: 'id,place,amount,colour\n40,p1,1,red\n41,p1,1,\n', becomes: SUCCEEDED },
    { name: 'bom.csv', content: `\ufeff${rowsText(50, 2)}`, becomes: SUCCEEDED },
    { name: 'crlf.csv', content: rowsText(60, 2).replaceAll('\n', '\r\n'), becomes: SUCCEEDED },
    { name: 'quoted.csv', content: `${HEADER}"70","p1","1"\n\n71,p1,1`, becomes: SUCCEEDED },
    {
      name: 'latin-1-row.csv',
      content: Buffer.concat([Buffer.from(`${rowsText(80, 2)}82,p`), Buffer.from([0xe9]), Buffer.from(',1\n')]),
      becomes: SUCCEEDED,
    },
    { name: 'utf-16.csv', content: Buffer.from(rowsText(0, 2), 'utf16le'), becomes: 'QUARANTINED not-text' },
    { name: 'header-only.csv', content: HEADER, becomes: 'QUARANTINED header-only' },
    { name: 'duplicate-header.csv', content: 'id,id,amount\n1,2,3\n', becomes: 'QUARANTINED duplicate-header' },
    { name: 'unclosed-quote.csv', content: `${HEADER}"1,p1,1\n`, becomes: 'QUARANTINED unclosed-quote' },
    { name: 'overwritten.csv', content: rowsText(90, 1), becomes: SUCCEEDED },
    { name: 'again.csv', content: rowsText(95, 1), becomes: SUCCEEDED },
  ],
  overwritten: [{ name: 'overwritten.csv', content: rowsText(91, 1), becomes: 'QUARANTINED key-overwritten' }],
  repeated: ['again.csv'],
};

/** Compressed, and refuses a header that it does not know. */
const STRICT: Given = {
  dataset: {
    ...{ id: 'strict', maxFiles: 100, maxWaitSeconds: 5, maxAmount: 1000 },
    source: { suffix: '.csv.gz', compression: 'gzip' },
    drift: { newColumn: 'reject' },
  },
  files: [
    { name: 'good.csv.gz', content: gzipSync(rowsText(0, 3)), becomes: SUCCEEDED },
    { name: 'plain.csv', content: rowsText(0, 3), becomes: 'IGNORED suffix' },
    { name: 'not-gzip.csv.gz', content: rowsText(0, 3), becomes: 'QUARANTINED gzip-broken' },
    {
      name: 'cut-off.csv.gz',
      content: gzipSync(rowsText(0, 3)).subarray(0, -6),
      becomes: 'QUARANTINED gzip-broken',
    },
    {
      name: 'unknown-column.csv.gz',
      content: gzipSync('id,place,amount,colour\n1,p1,1,red\n'),
      becomes: 'QUARANTINED unknown-column',
    },
  ],
  overwritten: [],
  repeated: [],
};

/** Everything that the three lakes are given. */
export const GIVEN: readonly Given[] = [TOLERANT, STRICT];
