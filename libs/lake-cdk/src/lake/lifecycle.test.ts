import { batchHeadKey, datasetNames, inputsPrefix, manifestKey, planKey, stagingPrefix } from '@sluice/protocol';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLogRules, controlRules, rawRules, zoneRules } from './lifecycle.ts';
import type { Retentions } from './retentions.ts';

const days = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 4000 }));
const id = fc.stringMatching(/^[a-z][a-z0-9_]{1,5}$/).filter((text) => text !== 'code' && text !== 'athena');
/** Some ids begin as others do: the rule of one must not be a rule of the other. */
const retentions: fc.Arbitrary<Retentions> = fc.dictionary(
  fc.oneof(id, fc.constantFrom('ab', 'abc', 'ab_c', 'abcd')),
  fc.record({ raw: days, processed: days, quarantine: days }),
  { maxKeys: 8 },
);

/** After how many days a bucket with these rules removes a key; undefined: never. */
function daysOf(rules: readonly LifecycleRule[], key: string): number | undefined {
  const found = rules.flatMap(({ prefix, expiration }) =>
    expiration !== undefined && key.startsWith(prefix ?? '') ? [expiration.toDays()] : [],
  );
  return found.length === 0 ? undefined : Math.min(...found);
}

describe('what a bucket forgets', () => {
  it('is what the retention of its own dataset says, whatever the others are called and keep', () => {
    fc.assert(
      fc.property(retentions, (summary) => {
        const rules = { raw: rawRules(summary), processed: zoneRules('processed', summary) };
        const quarantine = zoneRules('quarantine', summary);

        for (const [dataset, kept] of Object.entries(summary)) {
          expect(daysOf(rules.raw, `${datasetNames(dataset).incoming}a.csv`)).toBe(kept.raw ?? undefined);
          expect(daysOf(rules.processed, `${dataset}/year=2013/x.parquet`)).toBe(kept.processed ?? undefined);
          expect(daysOf(quarantine, `${dataset}/x.parquet`)).toBe(kept.quarantine ?? undefined);
        }
      }),
    );
  });

  it('in control is working copies and staging; what says what was committed stays', () => {
    fc.assert(
      fc.property(retentions, (summary) => {
        const rules = controlRules(summary);

        for (const dataset of Object.keys(summary)) {
          expect(daysOf(rules, `${inputsPrefix(dataset, 'b')}0`)).toBe(3);
          expect(daysOf(rules, `${stagingPrefix(dataset, 'b', 1)}x`)).toBe(3);
          for (const key of [manifestKey(dataset, 'b'), batchHeadKey(dataset, 'b'), planKey(dataset, 'd')])
            expect(daysOf(rules, key)).toBeUndefined();
        }
      }),
    );
  });

  it('of raw counts an overwritten version from its overwriting, as long as the current one', () => {
    const [rule] = rawRules({ orders: { raw: 90, processed: null, quarantine: null } }).filter(
      ({ id: name }) => name === 'orders',
    );

    expect(rule?.expiration?.toDays()).toBe(90);
    expect(rule?.noncurrentVersionExpiration?.toDays()).toBe(90);
  });

  it('has one name per rule, and always broken uploads', () => {
    fc.assert(
      fc.property(retentions, (summary) => {
        for (const rules of [rawRules(summary), zoneRules('processed', summary), controlRules(summary)]) {
          expect(new Set(rules.map(({ id: name }) => name)).size).toBe(rules.length);
          expect(rules.filter((it) => it.abortIncompleteMultipartUploadAfter?.toDays() === 1)).toHaveLength(1);
        }
      }),
    );
  });

  it('of access logs is a quarter old', () => {
    expect(daysOf(accessLogRules(), 'any')).toBe(90);
  });
});
