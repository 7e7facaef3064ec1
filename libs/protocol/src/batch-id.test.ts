import { describe, expect, test } from 'vitest';
import { batchId } from './batch-id.ts';
import { sha256 } from './canonical.ts';

const hex = (digit: string, length: number) => digit.repeat(length);

describe('batchId', () => {
  const member = (key: string, queued = 1) => ({ bucket: 'raw', key, version_id: 'v', queued });
  const of = (members: readonly ReturnType<typeof member>[], plan = hex('b', 64)) =>
    batchId({ dataset_id: 'orders', members, replaces: [], plan_digest: plan, code_digest: hex('c', 64) });

  test('is the first 24 digits of the hash of what is in the batch', () => {
    const text =
      `{"code_digest":"${hex('c', 64)}","dataset_id":"orders","members":[["raw","a","v",1]],` +
      `"plan_digest":"${hex('b', 64)}","replaces":[]}`;

    expect(of([member('a')])).toBe(sha256(text).slice(0, 24));
  });

  test('does not depend on the order of members, but on all else', () => {
    expect(of([member('a'), member('b')])).toBe(of([member('b'), member('a')]));
    expect(
      new Set([of([member('a')]), of([member('a', 2)]), of([member('b')]), of([member('a')], hex('e', 64))]).size,
    ).toBe(4);
  });
});
