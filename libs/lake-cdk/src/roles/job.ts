import type { Permission } from './actor-role.ts';
import type { Places } from './places.ts';

/**
 * The job reads its files by version, writes to its own prefixes and registers its own partitions. The ledger is not
 * its business.
 */
export function jobPermissions(places: Places, logGroups: readonly string[]): readonly Permission[] {
  const { datasetId, dataset, raw, control, within, processed, quarantine } = places;
  const own = [processed.objects(`${datasetId}/*`), quarantine.objects(`${datasetId}/*`)];
  return [
    // A copy takes the object's tags with it (scanners for malware set them), and S3 refuses one that may not.
    {
      sid: 'ReadFiles',
      actions: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging'],
      resources: [raw.objects(`${dataset.incoming}*`)],
    },
    { sid: 'KeepTags', actions: ['s3:PutObjectTagging'], resources: [control.objects(`${within.inputs}*`)] },
    {
      sid: 'ReadPlanAndCode',
      actions: ['s3:GetObject'],
      resources: [within.plans, within.code].map((prefix) => control.objects(`${prefix}*`)),
    },
    {
      sid: 'SwapHeadsAndReport',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [control.objects(`${within.batches}*`)],
    },
    {
      sid: 'KeepWorkingCopies',
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      resources: [within.inputs, within.staging].map((prefix) => control.objects(`${prefix}*`)),
    },
    { sid: 'Publish', actions: ['s3:PutObject', 's3:DeleteObject'], resources: own },
    // Without them S3 answers "forbidden" for what is absent, a key or a version.
    { sid: 'TellGoneFromForbidden', actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [raw.arn] },
    // Spark's file system is S3A: it lists the folder that it writes, asks where the bucket is, and its committers look
    // for uploads that were never completed.
    // https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/assumed_roles.html
    {
      sid: 'LookAroundInControl',
      actions: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      resources: [control.arn],
    },
    { sid: 'RegisterPartitions', actions: ['glue:GetTable', 'glue:BatchCreatePartition'], resources: places.catalog },
    // Glue asks for its groups before it writes, as AWS's own policy for its jobs lets it; the stack has made them.
    {
      sid: 'WriteLogs',
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: logGroups.flatMap((group) => [places.logGroup(group), `${places.logGroup(group)}:*`]),
    },
  ];
}
