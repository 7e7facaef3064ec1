import type { Permission } from './actor-role.ts';
import { type Places, partitions, writeLogs } from './places.ts';

/**
 * Intake reads its own queue and the file heads of its own files, writes what it decided, and may wake dispatch. It
 * changes no object.
 */
export function intakePermissions(places: Places, isRetired: boolean): readonly Permission[] {
  const { datasetId, dataset } = places;
  const wakes: Permission = {
    sid: 'WakeDispatch',
    actions: ['lambda:InvokeFunction'],
    resources: [places.lambda(dataset.dispatchFunction)],
  };
  return [
    {
      sid: 'TakeEvents',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      resources: [places.queue],
    },
    { sid: 'ReadHeads', actions: ['s3:GetObjectVersion'], resources: [places.raw.objects(`${dataset.incoming}*`)] },
    // Without them S3 answers "forbidden" for what is gone, a key or a version, and a file that nobody can ever read
    // would be tried for ever.
    { sid: 'TellGoneFromForbidden', actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [places.raw.arn] },
    {
      sid: 'DecideOnce',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'],
      resources: [places.table],
      conditions: partitions(`F#${datasetId}#*`, `D#${datasetId}`),
    },
    ...(isRetired ? [] : [wakes]),
    writeLogs(places, `/aws/lambda/${dataset.intakeFunction}`),
  ];
}
