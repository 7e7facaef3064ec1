import { datasetNames, QUERY_RESULTS } from '@sluice/protocol';
import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { PlatformError } from '../errors.ts';
import { controlPrefixes } from './control-prefixes.ts';
import type { Retentions } from './retentions.ts';

/**
 * S3's limit per bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-set-lifecycle-configuration-intro.html
 */
const MAX_RULES = 1000;
/** A run lives for hours at most; what it left and nobody removed is three days old at worst. */
const WORKING_DAYS = 3;
/** Results of queries are read once, and can be had again. */
const RESULT_DAYS = 7;
const ACCESS_LOG_DAYS = 90;

/** What a broken upload left costs as much as an object, and no listing shows it. */
const uploads: LifecycleRule = { id: 'incomplete-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) };

/**
 * Raw keeps every version: the one that the ledger has decided for may be an older one. All of them go with the
 * contract's retention alone, counted anew when S3 hides the current one: an overwritten version may still be waiting.
 */
export function rawRules(retentions: Retentions): LifecycleRule[] {
  return within('raw', [
    uploads,
    // Without it, a key whose versions have all expired would leave its delete marker for ever.
    { id: 'expired-delete-markers', expiredObjectDeleteMarker: true },
    ...Object.entries(retentions).flatMap(([id, { raw }]) =>
      raw === null
        ? []
        : [
            {
              ...expiring(id, datasetNames(id).incoming, raw),
              noncurrentVersionExpiration: Duration.days(raw),
            },
          ],
    ),
  ]);
}

/** Processed and quarantine keep a dataset's files under its name. */
export function zoneRules(zone: 'processed' | 'quarantine', retentions: Retentions): LifecycleRule[] {
  return within(zone, [
    uploads,
    ...Object.entries(retentions).flatMap(([id, { [zone]: days }]) =>
      days === null ? [] : [expiring(id, `${id}/`, days)],
    ),
  ]);
}

/**
 * Working copies and staging of every dataset go, and query results; batch heads, manifests, intents, reports, plans
 * and code stay: they say what was committed.
 */
export function controlRules(retentions: Retentions): LifecycleRule[] {
  return within('control', [
    uploads,
    expiring('query-results', QUERY_RESULTS, RESULT_DAYS),
    ...Object.keys(retentions).flatMap((id) => {
      const { inputs, staging } = controlPrefixes(id);
      return [expiring(`${id}-in`, inputs, WORKING_DAYS), expiring(`${id}-staging`, staging, WORKING_DAYS)];
    }),
  ]);
}

/** Access logs are for looking back a quarter. */
export function accessLogRules(): LifecycleRule[] {
  return [uploads, { id: 'access-logs', expiration: Duration.days(ACCESS_LOG_DAYS) }];
}

function expiring(id: string, prefix: string, days: number): LifecycleRule {
  return { id, prefix, expiration: Duration.days(days) };
}

function within(zone: string, rules: LifecycleRule[]): LifecycleRule[] {
  if (rules.length > MAX_RULES)
    throw new PlatformError(
      'SLC9508',
      `the ${zone} bucket would need ${rules.length} lifecycle rules; S3 keeps ${MAX_RULES}`,
    );
  return rules;
}
