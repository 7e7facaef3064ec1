import type { Permission } from './actor-role.ts';
import { ledgerItems } from './dispatch.ts';
import { type Places, partitions, writeLogs } from './places.ts';

/**
 * Reconcile settles batches: it follows runs, takes batch heads over, and removes, by name, what attempts that lost
 * have left.
 */
export function reconcilePermissions(places: Places): readonly Permission[] {
  const { datasetId, dataset, control, within, processed, quarantine } = places;
  return [
    ledgerItems(places),
    {
      sid: 'ListOpenBatches',
      actions: ['dynamodb:Query'],
      resources: [places.index],
      conditions: partitions(`A#${datasetId}`),
    },
    { sid: 'SwapHeads', actions: ['s3:GetObject', 's3:PutObject'], resources: [control.objects(`${within.batches}*`)] },
    { sid: 'ListStaging', actions: ['s3:ListBucket'], resources: [control.arn] },
    {
      sid: 'RemoveWorkingCopies',
      actions: ['s3:DeleteObject'],
      resources: [within.inputs, within.staging].map((prefix) => control.objects(`${prefix}*`)),
    },
    {
      sid: 'RemoveWhatLostAttemptsPublished',
      actions: ['s3:DeleteObject'],
      resources: [processed.objects(`${datasetId}/*`), quarantine.objects(`${datasetId}/*`)],
    },
    {
      sid: 'FollowAndStartRuns',
      actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns'],
      resources: [places.job],
    },
    { sid: 'WakeDispatch', actions: ['lambda:InvokeFunction'], resources: [places.lambda(dataset.dispatchFunction)] },
    writeLogs(places, `/aws/lambda/${dataset.reconcileFunction}`),
  ];
}
