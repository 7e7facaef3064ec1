import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../plan.ts';
import type { DocumentKind } from './document-kind.ts';
import { BATCH_HEAD, INTENT, MANIFEST, PLAN, QUARANTINE_ROW, RUN_REPORT } from './kinds.ts';
import type { BatchHead, Intent, Manifest, QuarantineRow, RunReport } from './types.ts';

const plan = JSON.parse(
  readFileSync(new URL('../../../../contracts/sales/generated/plan.json', import.meta.url), 'utf8'),
) as Plan;
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
const good: readonly (readonly [DocumentKind<unknown>, Record<string, unknown>])[] = [
  [PLAN, { ...plan }],
  [MANIFEST, { ...manifest }],
  [BATCH_HEAD, { ...head }],
  [INTENT, { ...intent }],
  [RUN_REPORT, { ...report }],
  [QUARANTINE_ROW, { ...row }],
];

describe.each(good.map(([kind, document]) => [kind.name, kind, document] as const))('%s', (_name, kind, document) => {
  test('a good one is accepted', () => {
    expect(kind.problems(document)).toEqual([]);
    expect(kind.parse(JSON.stringify(document), 'k')).toEqual(document);
  });

  test.each(Object.keys(document))('without %s it is refused', (key) => {
    const { [key]: _left, ...rest } = document;

    expect(kind.problems(rest)).toEqual([`/ must have required property '${key}'`]);
  });

  test.each(Object.keys(document))('with %s of another type it is refused', (key) => {
    expect(kind.problems({ ...document, [key]: { no: {} } })).not.toEqual([]);
  });

  test('it is closed', () => {
    expect(kind.problems({ ...document, extra: 1 })).toEqual(['/ must NOT have additional properties "extra"']);
  });
});

test('a refused document is named with its place and problems', () => {
  const text = JSON.stringify({ ...intent, closed: 'no', attempt: 0 });

  expect(() => INTENT.parse(text, 'orders/batches/a/1.intent.json')).toThrow(
    'orders/batches/a/1.intent.json is no intent: /attempt must be >= 1; /closed must be boolean',
  );
});

test.each([
  [MANIFEST, { ...manifest, members: [] }],
  [MANIFEST, { ...manifest, batch_id: hex('A', 24) }],
  [MANIFEST, { ...manifest, run_date: '2026-02-30' }],
  [BATCH_HEAD, { ...head, state: 'done' }],
  [BATCH_HEAD, { ...head, files: [{ ...file, rows: -1 }] }],
  [QUARANTINE_ROW, { ...row, reasons: [] }],
  [QUARANTINE_ROW, { ...row, reasons: ['because'] }],
  [PLAN, { ...plan, columns: [] }],
] as [DocumentKind<unknown>, object][])('a broken document is refused', (kind, document) => {
  expect(kind.problems(document).length).toBeGreaterThan(0);
});
