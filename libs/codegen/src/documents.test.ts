import { draftContract } from '@sluice/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchId, canonicalJson, sha256 } from './canonical.ts';
import type { BatchHead, Intent, Manifest, QuarantineRow, RunReport } from './document-types.ts';
import { type DocumentName, documentProblems, parseDocument } from './documents.ts';
import { planOf } from './plan.ts';

const hex = (digit: string, length: number) => digit.repeat(length);
const counts = { rows_in: 3, accepted: 2, rejected: 1, duplicates: 0, by_reason: { 'range:items': 1 } };
const refused = {
  member: 0,
  bucket: 'raw',
  key: 'incoming/orders/a.csv',
  version_id: 'v1',
  reason: 'header-only',
  detail: '',
};
const manifest: Manifest = {
  manifest_format: 1,
  batch_id: hex('a', 24),
  dataset_id: 'orders',
  contract_version: '1.2.0',
  run_date: '2026-01-15',
  plan_digest: hex('b', 64),
  code_digest: hex('c', 64),
  replaces: [],
  quarantine_bucket: 'quarantine',
  catalog: { database: 'sluice', table: 'orders' },
  members: [{ bucket: 'raw', key: 'incoming/orders/a b+ñ.csv', version_id: 'v1', size: 0, queued: 1 }],
};
const file = {
  bucket: 'processed',
  key: 'orders/day=x/y.parquet',
  rows: 2,
  bytes: 10,
  digest: hex('d', 64),
  partition: { day: 'x' },
  columns: { items: 4 },
  footer_bytes: 6,
};
const head: BatchHead = {
  head_format: 1,
  batch_id: hex('a', 24),
  dataset_id: 'orders',
  counter: 3,
  state: 'committed',
  attempt: 1,
  run_id: 'jr_1',
  run_date: '2026-01-15',
  plan_digest: hex('b', 64),
  files: [file],
  quarantine_files: [],
  refused: [refused],
  counts,
  updated_at: '2026-01-15T10:00:00Z',
};
const intent: Intent = { intent_format: 1, batch_id: hex('a', 24), attempt: 1, run_id: null, closed: true, keys: [] };
const report: RunReport = {
  report_format: 1,
  batch_id: hex('a', 24),
  dataset_id: 'orders',
  attempt: 1,
  run_id: 'jr_1',
  outcome: 'failed',
  stage: 'write',
  code: 'SLC5001',
  message: 'why',
  counts: null,
  members: [{ member: 0, records: 3 }],
  refused: [],
  seconds: { write: 1.5 },
  started_at: '2026-01-15T10:00:00Z',
  finished_at: '2026-01-15T10:00:01Z',
};
const row: QuarantineRow = {
  bucket: 'raw',
  key: 'k',
  version_id: 'v',
  split_start: 0,
  record_index: 2,
  reasons: ['type:items', 'shape'],
  raw: null,
};
const good: Readonly<Record<DocumentName, object>> = {
  plan: planOf(draftContract()),
  manifest,
  head,
  intent,
  report,
  'quarantine-row': row,
};

describe.each(Object.entries(good) as [DocumentName, Record<string, unknown>][])('%s', (name, document) => {
  test('a good one is accepted', () => {
    expect(documentProblems(name, document)).toEqual([]);
    expect(parseDocument(name, document)).toBe(document);
  });

  test.each(Object.keys(document))('without %s it is refused', (key) => {
    const { [key]: _left, ...rest } = document;

    expect(documentProblems(name, rest)).toEqual([`/ must have required property '${key}'`]);
  });

  test.each(Object.keys(document))('with %s of another type it is refused', (key) => {
    expect(documentProblems(name, { ...document, [key]: { no: {} } })).not.toEqual([]);
  });

  test('it is closed', () => {
    expect(documentProblems(name, { ...document, extra: 1 })).toEqual([
      '/ must NOT have additional properties "extra"',
    ]);
  });
});

test('a refused document is named with its place and problems', () => {
  expect(() => parseDocument('intent', { ...intent, closed: 'no', attempt: 0 }, 'batches/a/1.intent.json')).toThrow(
    'batches/a/1.intent.json is no intent: /attempt must be >= 1; /closed must be boolean',
  );
});

test.each([
  ['manifest', { ...manifest, members: [] }],
  ['manifest', { ...manifest, batch_id: hex('A', 24) }],
  ['manifest', { ...manifest, run_date: '2026-02-30' }],
  ['head', { ...head, state: 'done' }],
  ['head', { ...head, files: [{ ...file, rows: -1 }] }],
  ['quarantine-row', { ...row, reasons: [] }],
  ['quarantine-row', { ...row, reasons: ['because'] }],
  ['plan', { ...good.plan, columns: [] }],
] as [DocumentName, object][])('a broken %s is refused', (name, document) => {
  expect(documentProblems(name, document).length).toBeGreaterThan(0);
});

describe('canonicalJson', () => {
  test('is what Python writes with sort_keys and without spaces', () => {
    expect(canonicalJson({ b: 1, a: ['ñ😀\u007f"\\\n', null, true], '😀': 1, '\uffff': 2 })).toBe(
      '{"a":["\\u00f1\\ud83d\\ude00\\u007f\\"\\\\\\n",null,true],"b":1,"\\uffff":2,"\\ud83d\\ude00":1}',
    );
  });

  test('does not depend on the order of keys, and reads back', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.array(fc.string())), {
          noNullPrototype: true,
        }),
        (value) => {
          const turned = Object.fromEntries(Object.entries(value).reverse());

          expect(canonicalJson(turned)).toBe(canonicalJson(value));
          expect(JSON.parse(canonicalJson(value))).toEqual(value);
        },
      ),
    );
  });

  test('refuses numbers that have more than one text', () => {
    expect(() => canonicalJson({ ratio: 0.1 })).toThrow(RangeError);
  });
});

describe('batchId', () => {
  const member = (key: string, queued = 1) => ({ bucket: 'raw', key, version_id: 'v', queued });
  const of = (members: readonly ReturnType<typeof member>[], plan = hex('b', 64)) =>
    batchId({ dataset_id: 'orders', members, replaces: [], plan_digest: plan, code_digest: hex('c', 64) });

  test('is the first 24 digits of the hash of what is in the batch', () => {
    const text = `{"code_digest":"${hex('c', 64)}","dataset_id":"orders","members":[["raw","a","v",1]],"plan_digest":"${hex('b', 64)}","replaces":[]}`;

    expect(of([member('a')])).toBe(sha256(text).slice(0, 24));
  });

  test('does not depend on the order of members, but on all else', () => {
    expect(of([member('a'), member('b')])).toBe(of([member('b'), member('a')]));
    expect(
      new Set([of([member('a')]), of([member('a', 2)]), of([member('b')]), of([member('a')], hex('e', 64))]).size,
    ).toBe(4);
  });
});
