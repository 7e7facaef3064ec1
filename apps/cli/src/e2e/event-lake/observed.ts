import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import type { FileRecord } from '@sluice/control-plane';
import type { Target } from '@sluice/lake';

/** Names of the lake's alarms that have fired since it is up. */
export async function alarmsOf({ cloudwatch, lake }: Target): Promise<ReadonlySet<string>> {
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate' }),
  );
  const fired = AlarmHistoryItems.filter(({ HistoryData = '{}' }) => {
    const { newState } = JSON.parse(HistoryData) as { readonly newState?: { readonly stateValue?: string } };
    return newState?.stateValue === 'ALARM';
  });
  return new Set(fired.flatMap(({ AlarmName = '' }) => (AlarmName.startsWith(`${lake}-`) ? [AlarmName] : [])));
}

/** The event of an object version again, with all that tells versions apart. */
export function eventAgain(file: FileRecord, { account, region }: Target): string {
  const { bucket, key, versionId, etag, sizeBytes, sequencer } = file;
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account,
    region,
    time: file.eventTime,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: sizeBytes, etag, 'version-id': versionId, sequencer },
      reason: 'PutObject',
    },
  });
}
