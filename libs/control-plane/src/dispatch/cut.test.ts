import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PendingFile } from '../model.ts';
import { cut } from './cut.ts';

const NOW = new Date('2026-01-15T10:00:00Z');
const LIMITS = { maxFiles: 3, maxBytes: 100, maxWaitSeconds: 300 };

const file = (key: string, waited: number, change: Partial<PendingFile> = {}): PendingFile => ({
  datasetId: 'orders',
  bucket: 'raw',
  key,
  versionId: 'v',
  sizeBytes: 10,
  queued: 1,
  lane: '',
  planDigest: 'p',
  queuedAt: new Date(NOW.getTime() - waited * 1000).toISOString(),
  ...change,
});
const keys = (files: readonly PendingFile[], limits = LIMITS, now = false) =>
  cut(files, limits, NOW, now)?.files.map(({ key }) => key);

test.each([
  ['nothing waits', [], undefined],
  ['too few, too small, too young', [file('a', 299), file('b', 1)], undefined],
  ['enough files', [file('a', 1), file('b', 2), file('c', 3), file('d', 4)], { why: 'files', keys: ['d', 'c', 'b'] }],
  [
    'enough bytes',
    [file('a', 1, { sizeBytes: 60 }), file('b', 2, { sizeBytes: 40 })],
    { why: 'bytes', keys: ['b', 'a'] },
  ],
  [
    'more bytes than a batch may have',
    [file('a', 1, { sizeBytes: 60 }), file('b', 2, { sizeBytes: 60 })],
    { why: 'bytes', keys: ['b'] },
  ],
  ['one file larger than a batch', [file('a', 1, { sizeBytes: 500 })], { why: 'bytes', keys: ['a'] }],
  [
    'the oldest has waited long enough, the others come along',
    [file('a', 300), file('b', 1)],
    { why: 'age', keys: ['a', 'b'] },
  ],
  ['half of a failed batch has waited already', [file('a', 1, { lane: 'x/1' })], { why: 'lane', keys: ['a'] }],
] as const)('%s', (_name, files, expected) => {
  const due = cut(files, LIMITS, NOW);

  expect(due === undefined ? undefined : { why: due.why, keys: due.files.map(({ key }) => key) }).toEqual(expected);
});

describe('what may be in one batch', () => {
  test('lanes are cut by themselves', () => {
    expect(keys([file('a', 400), file('b', 2, { lane: 'x/1' }), file('c', 3, { lane: 'x/2' })])).toEqual(['a']);
    expect(keys([file('b', 2, { lane: 'x/1' }), file('c', 3, { lane: 'x/2' })])).toEqual(['c']);
  });

  test('files that were queued for different plans are never together, and do not make each other due', () => {
    expect(keys([file('a', 1), file('b', 2), file('c', 3, { planDigest: 'q' })])).toBeUndefined();
    expect(keys([file('a', 1), file('b', 301, { planDigest: 'q' })])).toEqual(['b']);
  });

  test('whatever waits is cut when somebody asks for it', () => {
    expect(keys([file('a', 1)])).toBeUndefined();
    expect(keys([file('a', 1)], LIMITS, true)).toEqual(['a']);
  });
});

test('cut again and again, every file is in exactly one batch, and no batch breaks a limit', () => {
  const waiting = fc.uniqueArray(
    fc
      .record({
        age: fc.nat(600),
        size: fc.nat(150),
        lane: fc.constantFrom('', 'x/1'),
        plan: fc.constantFrom('p', 'q'),
      })
      .map(({ age, size, lane, plan }) => ({ age, size, lane, plan })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(waiting, (described) => {
      let left = described.map(({ age, size, lane, plan }, index) =>
        file(`k${index}`, age, { sizeBytes: size, lane, planDigest: plan }),
      );
      const all = left.length;
      let taken = 0;
      for (let due = cut(left, LIMITS, NOW, true); due !== undefined; due = cut(left, LIMITS, NOW, true)) {
        const { files } = due;
        const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

        expect(files.length).toBeGreaterThan(0);
        expect(files.length).toBeLessThanOrEqual(LIMITS.maxFiles);
        expect(files.length === 1 || bytes <= LIMITS.maxBytes).toBe(true);
        expect(new Set(files.map(({ lane, planDigest }) => `${lane}${planDigest}`)).size).toBe(1);
        taken += files.length;
        left = left.filter((waits) => !files.includes(waits));
      }

      expect(taken).toBe(all);
    }),
  );
});
