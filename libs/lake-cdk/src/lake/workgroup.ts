import type { LakeNames } from '@sluice/protocol';
import { QUERY_RESULTS } from '@sluice/protocol';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { Construct } from 'constructs';

const GIB = 1024 ** 3;
/** The most that one query may scan: five cents at 5 USD per TB. A query that prunes reads megabytes. */
const SCAN_LIMIT_BYTES = 10 * GIB;

/**
 * The lake's way into Athena. What it sets cannot be changed by a client: where results lie, that they are encrypted,
 * and the limit.
 */
export function athenaWorkgroup(scope: Construct, id: string, names: LakeNames): CfnWorkGroup {
  return new CfnWorkGroup(scope, id, {
    name: names.workgroup,
    description: 'Queries of the lake: enforced, encrypted, and cut off when they scan too much.',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: SCAN_LIMIT_BYTES,
      requesterPaysEnabled: false,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${names.controlBucket}/${QUERY_RESULTS}`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
}
