import type { Permission } from './actor-role.ts';
import { type Places, partitions, writeLogs } from './places.ts';

/** Dispatch cuts batches and starts runs. It reads the pinned assets and no data, and deletes nothing. */
export function dispatchPermissions(places: Places, assets: readonly string[]): readonly Permission[] {
  const { datasetId, dataset, control, within } = places;
  return [
    ledgerItems(places),
    {
      sid: 'ListWaiting',
      actions: ['dynamodb:Query'],
      resources: [places.index],
      conditions: partitions(`P#${datasetId}#*`),
    },
    { sid: 'ReadDeployedPlanAndCode', actions: ['s3:GetObject'], resources: assets },
    {
      sid: 'PinPlan',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [within.plans, within.batches].map((prefix) => control.objects(`${prefix}*`)),
    },
    { sid: 'ReadPinnedCode', actions: ['s3:GetObject'], resources: [control.objects(`${within.code}*`)] },
    // Every dataset's runs read it: it can be put where nothing is, and never be changed.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    {
      sid: 'PinCodeOnce',
      actions: ['s3:PutObject'],
      resources: [control.objects(`${within.code}*`)],
      conditions: { Null: { 's3:if-none-match': 'false' } },
    },
    { sid: 'TellAbsentFromForbidden', actions: ['s3:ListBucket'], resources: [control.arn] },
    { sid: 'StartRuns', actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns'], resources: [places.job] },
    writeLogs(places, `/aws/lambda/${dataset.dispatchFunction}`),
  ];
}

/** The dataset's own files, slots and batches. */
export function ledgerItems({ datasetId, table }: Places): Permission {
  return {
    sid: 'ChangeLedger',
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'],
    resources: [table],
    conditions: partitions(`F#${datasetId}#*`, `S#${datasetId}`, `B#${datasetId}#*`),
  };
}
