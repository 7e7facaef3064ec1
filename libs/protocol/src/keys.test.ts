import { expect, test } from 'vitest';
import conformance from '../conformance/keys.json' with { type: 'json' };
import * as keys from './keys.ts';

test.each(conformance.vectors)('keys of $dataset, attempt $attempt: $why', (vector) => {
  const { dataset, batch, attempt, digest } = vector;

  expect({
    incoming: keys.incomingPrefix(dataset),
    batches: keys.batchesPrefix(dataset),
    manifest: keys.manifestKey(dataset, batch),
    head: keys.batchHeadKey(dataset, batch),
    intent: keys.intentKey(dataset, batch, attempt),
    report: keys.reportKey(dataset, batch, attempt),
    inputs: keys.inputsPrefix(dataset, batch),
    staging: keys.stagingPrefix(dataset, batch, attempt),
    plan: keys.planKey(dataset, digest),
    script: keys.scriptKey(digest),
    package: keys.packageKey(digest),
  }).toEqual(vector.keys);
});

test('the dataset of a key of the raw bucket is its second segment, and only below the prefix of arrivals', () => {
  for (const { dataset } of conformance.vectors)
    expect(keys.datasetOfIncoming(`${keys.incomingPrefix(dataset)}2026/a b.csv`)).toBe(dataset);

  expect(['incoming/', 'incoming', 'sales/incoming/a.csv', 'Incoming/sales/a.csv'].map(keys.datasetOfIncoming)).toEqual(
    ['', undefined, undefined, undefined],
  );
});

test.each([
  ['code', true],
  ['athena', true],
  ['batches', false],
  ['codes', false],
  ['incoming', false],
])('whether a dataset may be called %s', (id, isShared) => {
  expect(keys.isSharedPlace(id)).toBe(isShared);
});
