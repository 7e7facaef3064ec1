import type { Permission } from './actor-role.ts';
import { type Places, writeLogs } from './places.ts';

/** The job reads its files by version, writes to its own prefixes and registers its own partitions. The ledger is not its business. */
export function jobPermissions(places: Places, logGroups: readonly string[]): readonly Permission[] {
  const { datasetId, dataset, raw, control, processed, quarantine } = places;
  const own = [processed.objects(`${datasetId}/*`), quarantine.objects(`${datasetId}/*`)];
  return [
    // A copy takes the object's tags with it (scanners for malware set them), and S3 refuses one that may not.
    { sid: 'ReadFiles', actions: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging'], resources: [raw.objects(`${dataset.incoming}*`)] },
    { sid: 'KeepTags', actions: ['s3:PutObjectTagging'], resources: [control.objects('in/*')] },
    { sid: 'ReadPlanAndCode', actions: ['s3:GetObject'], resources: [control.objects('plans/*'), control.objects('code/*')] },
    { sid: 'SwapHeadsAndReport', actions: ['s3:GetObject', 's3:PutObject'], resources: [control.objects('batches/*')] },
    {
      sid: 'KeepWorkingCopies',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: [control.objects('in/*'), control.objects('staging/*')],
    },
    { sid: 'Publish', actions: ['s3:PutObject', 's3:DeleteObject'], resources: own },
    // Without it S3 answers "forbidden" for what is absent, and Spark lists the folder that it writes.
    { sid: 'TellAbsentFromForbidden', actions: ['s3:ListBucket'], resources: [raw.arn, control.arn] },
    { sid: 'RegisterPartitions', actions: ['glue:GetTable', 'glue:BatchCreatePartition'], resources: places.catalog },
    writeLogs(places, ...logGroups),
  ];
}
