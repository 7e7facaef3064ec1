import { lakeNames } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { firingAlarms } from './alarms.ts';
import { glueRuns } from './job-runs.ts';
import { deadLetterCount } from './queues.ts';
import { rawVersions } from './versions.ts';

/** A service that answers page by page, and what it was asked. */
function paged(...pages: readonly object[]) {
  const asked: Record<string, unknown>[] = [];
  const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
    asked.push(input);
    return pages[asked.length - 1] ?? {};
  };
  return { asked, send };
}

const names = lakeNames({ account: '1', region: 'r' });

describe('what services tell, to the last page', () => {
  it('versions of raw: all of them, or those under a prefix; deleted ones are none', async () => {
    const s3 = paged(
      {
        Versions: [{ Key: 'incoming/sales/a', VersionId: 'v1', Size: 3 }],
        DeleteMarkers: [{ Key: 'incoming/sales/a', VersionId: 'v2' }],
        IsTruncated: true,
        NextKeyMarker: 'incoming/sales/a',
        NextVersionIdMarker: 'v1',
      },
      { Versions: [{ Key: 'incoming/sales/b', VersionId: 'v3' }] },
    );

    const found = await rawVersions({ s3, names } as unknown as Target, 'incoming/sales/');

    expect(found.map(({ key, versionId, bytes }) => `${key}@${versionId} ${bytes}`)).toEqual([
      'incoming/sales/a@v1 3',
      'incoming/sales/b@v3 0',
    ]);
    expect(s3.asked).toEqual([
      { Bucket: names.rawBucket, Prefix: 'incoming/sales/' },
      { Bucket: names.rawBucket, Prefix: 'incoming/sales/', KeyMarker: 'incoming/sales/a', VersionIdMarker: 'v1' },
    ]);
    // A page that says that there is more, and not from where, would be read for ever.
    const endless = paged({ Versions: [], IsTruncated: true });
    expect(await rawVersions({ s3: endless, names } as unknown as Target)).toEqual([]);
    expect(endless.asked).toEqual([{ Bucket: names.rawBucket }]);
  });

  it('alarms that fire, of the lake or of one dataset', async () => {
    const cloudwatch = paged(
      { MetricAlarms: [{ AlarmName: 'sluice-b', StateReason: 'why' }], NextToken: 'more' },
      { MetricAlarms: [{ AlarmName: 'sluice-a', StateUpdatedTimestamp: new Date(0) }] },
    );
    const target = { cloudwatch, lake: 'sluice' } as unknown as Target;

    expect(await firingAlarms(target)).toEqual([
      { name: 'sluice-a', since: '1970-01-01T00:00:00.000Z', reason: '' },
      { name: 'sluice-b', since: null, reason: 'why' },
    ]);
    expect(cloudwatch.asked[1]).toMatchObject({ AlarmNamePrefix: 'sluice-', NextToken: 'more' });
    await firingAlarms(target, 'sales');
    expect(cloudwatch.asked[2]).toMatchObject({ AlarmNamePrefix: 'sluice-sales-' });
  });

  it('runs of Glue with their batch and attempt; one that goes on has lasted no second', async () => {
    const glue = paged(
      {
        JobRuns: [
          {
            Id: 'jr1',
            JobRunState: 'SUCCEEDED',
            StartedOn: new Date(1_000),
            CompletedOn: new Date(9_000),
            Arguments: { '--batch_id': 'b1', '--attempt': '2' },
          },
        ],
        NextToken: 'more',
      },
      { JobRuns: [{ Id: 'jr2', JobRunState: 'RUNNING', StartedOn: new Date(5_000) }] },
    );

    expect(await glueRuns({ query: { glue }, lake: 'sluice' } as unknown as Target, 'sales')).toEqual([
      { id: 'jr1', state: 'SUCCEEDED', seconds: 8, startedAt: 1_000, endedAt: 9_000, batchId: 'b1', attempt: 2 },
      { id: 'jr2', state: 'RUNNING', seconds: 0, startedAt: 5_000, endedAt: 5_000, batchId: '', attempt: 0 },
    ]);
  });

  it('dead letters, those that somebody looks at just now too', async () => {
    const sqs = paged(
      { QueueUrl: 'http://q/x' },
      { Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' } },
    );

    expect(await deadLetterCount({ sqs, lake: 'sluice' } as unknown as Target, 'sales')).toBe(3);
    expect(sqs.asked).toMatchObject([{ QueueName: 'sluice-sales-intake-dlq' }, { QueueUrl: 'http://q/x' }]);
  });
});
