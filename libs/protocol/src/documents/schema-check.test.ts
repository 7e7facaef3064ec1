import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../plan.ts';
import type { DocumentKind } from './document-kind.ts';
import { BATCH_HEAD, INTENT, MANIFEST, PLAN, RUN_REPORT } from './kinds.ts';
import { checkOf } from './schema-check.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const [flights, sales] = ['flights', 'sales'].map(
  (id) =>
    JSON.parse(
      readFileSync(new URL(`../../../../contracts/${id}/generated/plan.json`, import.meta.url), 'utf8'),
    ) as Plan,
) as [Plan, Plan];
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const count = fc.nat();
const text = fc.string({ minLength: 1, maxLength: 20 });
const key = fc.oneof(text, fc.constant('ñ😀'.repeat(400)), fc.constant('k'.repeat(1024)));
const instant = fc.constantFrom(
  '2026-01-15T10:00:00Z',
  '2024-02-29t23:59:60z',
  '2026-01-15 10:00:00.5+05:30',
  '2026-12-31T18:59:60-05:00',
);
const file = fc.record({
  bucket: text,
  key,
  rows: count,
  bytes: count,
  digest: hex(64),
  partition: fc.dictionary(text, text),
  columns: fc.dictionary(text, count),
  footer_bytes: count,
});
const refused = fc.record({
  member: count,
  bucket: text,
  key,
  version_id: text,
  reason: fc.constantFrom('empty', 'no-header'),
  detail: fc.string(),
});
const counts = fc.option(
  fc.record({
    rows_in: count,
    accepted: count,
    rejected: count,
    duplicates: count,
    by_reason: fc.dictionary(text, count),
  }),
);
const ids = { batch_id: hex(24), dataset_id: fc.constantFrom('orders', 'a_1') };
const attempt = fc.integer({ min: 1 });

const GOOD = {
  manifest: fc.record({
    manifest_format: fc.constant(1),
    ...ids,
    contract_version: fc.constant('1.20.3'),
    run_date: fc.constantFrom('2026-01-15', '2000-02-29'),
    plan_digest: hex(64),
    code_digest: hex(64),
    replaces: fc.array(hex(24), { maxLength: 2 }),
    quarantine_bucket: text,
    catalog: fc.option(fc.record({ database: text, table: fc.constant('orders') })),
    members: fc.array(fc.record({ bucket: text, key, version_id: text, size: count, queued: attempt }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  head: fc.record({
    head_format: fc.constant(1),
    ...ids,
    counter: attempt,
    state: fc.constantFrom('open', 'running', 'committed', 'failed'),
    attempt,
    run_id: fc.option(text),
    run_date: fc.constant('2026-01-15'),
    plan_digest: hex(64),
    files: fc.array(file, { maxLength: 2 }),
    quarantine_files: fc.array(file, { maxLength: 1 }),
    refused: fc.array(refused, { maxLength: 2 }),
    counts,
    updated_at: instant,
  }),
  intent: fc.record({
    intent_format: fc.constant(1),
    batch_id: hex(24),
    attempt,
    run_id: fc.option(text),
    closed: fc.boolean(),
    keys: fc.array(fc.record({ bucket: text, key, rows: count, bytes: count, digest: hex(64) }), { maxLength: 2 }),
  }),
  report: fc.record({
    report_format: fc.constant(1),
    ...ids,
    attempt,
    run_id: text,
    outcome: fc.constantFrom('committed', 'rejected', 'claim_lost', 'failed'),
    stage: text,
    code: fc.option(fc.constant('SLC5199')),
    message: fc.option(text),
    counts,
    members: fc.array(fc.record({ member: count, records: count }), { maxLength: 2 }),
    refused: fc.array(refused, { maxLength: 1 }),
    seconds: fc.dictionary(text, fc.double({ min: 0, noNaN: true, max: 1e6 })),
    started_at: instant,
    finished_at: instant,
  }),
};
const KINDS: readonly (readonly [DocumentKind<unknown>, fc.Arbitrary<object>])[] = [
  [MANIFEST, GOOD.manifest],
  [BATCH_HEAD, GOOD.head],
  [INTENT, GOOD.intent],
  [RUN_REPORT, GOOD.report],
  [PLAN, fc.constantFrom<object>(flights, sales)],
];

/** The referee: what ajv, which knows all of JSON Schema, says of a schema. */
function ajvOf({ schema }: DocumentKind<unknown>): (value: unknown) => boolean {
  const ajv = new Ajv2020.default({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** What somebody may have put in a field's place: near misses first. */
const foreign = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 60,
    '',
    'a',
    '2026-02-30',
    '2026-1-1',
    '2026-01-15T25:00:00Z',
    '2026-01-15T10:00:60Z',
    '2026-01-15',
  ),
  fc.constantFrom(
    [],
    {},
    [null],
    [[]],
    { a: null },
    'A'.repeat(24),
    'a'.repeat(24),
    '0'.repeat(63),
    '0'.repeat(64),
    'k'.repeat(1025),
  ),
  fc.constantFrom(
    '2026-01-15T10:00:00+24:00',
    '2026-01-15T10:00:00',
    '2026-01-15T23:59:60+01:00',
    '2026-01-15T10:00:00+0530',
    'running',
    'Empty',
    '_x',
  ),
  fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<unknown>,
);

/** A copy in which one place, however deep, is replaced, removed or has company. */
function broken(document: object, path: readonly number[], change: number, value: unknown): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  let at: Record<string, unknown> = copy;
  for (const [depth, step] of path.entries()) {
    const names = Object.keys(at);
    const name = names[step % Math.max(1, names.length)];
    if (name === undefined) break;
    const inner = at[name];
    if (depth < path.length - 1 && typeof inner === 'object' && inner !== null) {
      at = inner as Record<string, unknown>;
      continue;
    }
    if (change === 0) delete at[name];
    else at[name] = value;
    return copy;
  }
  at['more'] = value;
  return copy;
}

describe.each(KINDS.map(([kind, good]) => [kind.name, kind, good] as const))('%s', (_name, kind, good) => {
  const isGoodFor = ajvOf(kind);

  test('a good one is accepted by both', () => {
    fc.assert(
      fc.property(good, (document) => {
        expect(isGoodFor(document)).toBe(true);
        expect(kind.problems(document)).toEqual([]);
        expect(kind.parse(JSON.stringify(document), 'b/k')).toEqual(JSON.parse(JSON.stringify(document)));
      }),
      { numRuns: 60 * SEARCH },
    );
  });

  test('whatever is changed in it, ajv and the one check agree', () => {
    let refusedOnes = 0;
    fc.assert(
      fc.property(
        good,
        fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
        fc.nat(3),
        foreign,
        (document, path, change, value) => {
          const changed = broken(document, path, change, value);
          const isGood = isGoodFor(changed);
          refusedOnes += isGood ? 0 : 1;

          expect(kind.problems(changed).length === 0).toBe(isGood);
        },
      ),
      { numRuns: 1500 * SEARCH },
    );
    expect(refusedOnes).toBeGreaterThan(500);
  });

  test.each([null, 1, 'x', [], true])('%j is none', (value) => {
    expect(isGoodFor(value)).toBe(false);
    expect(kind.problems(value).length).toBeGreaterThan(0);
  });
});

test('what is no JSON, and what is wrong, is named with its place', () => {
  expect(() => BATCH_HEAD.parse('{', 'control/orders/batches/a/head.json')).toThrow(
    'control/orders/batches/a/head.json is no batch head: it is not JSON',
  );
  expect(() => INTENT.parse('{"attempt":0}', 'b/k')).toThrow(
    "b/k is no intent: / must have required property 'intent_format'; / must have required property 'batch_id'; / " +
      "must have required property 'run_id'; and 3 more",
  );
});

test('a schema with a keyword that is not known is refused, not half checked', () => {
  expect(() => checkOf({ type: 'array', uniqueItems: true })).toThrow('unknown keyword uniqueItems');
  expect(() => checkOf({ $ref: '#/$defs/none' })).toThrow('unknown reference #/$defs/none');
  expect(() => checkOf({ type: 'string', format: 'uri' })).toThrow('unknown format uri');
});
