import { datasetNames, lakeNames } from '@sluice/protocol';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { contractOf, type DatasetOverrides } from '../testing.fixture.ts';
import { type AlarmDefinition, Alarms, deadLetters, loadAlarms } from './alarms.ts';
import { settingsOf } from './settings.ts';

const LAKE = lakeNames({ account: '111122223333', region: 'eu-west-1', lake: 'other' });

function loadAlarmsOf(overrides: DatasetOverrides = {}): ReadonlyMap<string, AlarmDefinition> {
  const alarms = loadAlarms('orders', LAKE, settingsOf(contractOf('orders', overrides)));
  return new Map(alarms.map((alarm) => [alarm.slug, alarm]));
}

describe('what somebody is called for', () => {
  it.each<[what: string, overrides: DatasetOverrides, seconds: number]>([
    ['after the freshness that the contract promises', { sla: { freshnessMinutes: 30 } }, 1_800],
    ['promised, however long a batch may wait', { sla: { freshnessMinutes: 5 }, batch: { maxWaitSeconds: 600 } }, 300],
    ['without a promise, a quarter of an hour after the batch must be cut', { batch: { maxWaitSeconds: 120 } }, 1_020],
  ])('a file is late %s', (_, overrides, seconds) => {
    const alarm = loadAlarmsOf(overrides).get('oldest-pending');

    expect(alarm?.threshold).toBe(seconds);
    expect(alarm?.what).toContain(` ${seconds / 60} minutes`);
  });

  it('looks at the metrics of its own lake and dataset', () => {
    for (const { namespace, dimension } of loadAlarmsOf().values())
      expect({ namespace, dimension }).toEqual({
        namespace: 'Sluice/other',
        dimension: { name: 'dataset', value: 'orders' },
      });
    expect(deadLetters(datasetNames('orders', 'other')).dimension).toEqual({
      name: 'QueueName',
      value: 'other-orders-intake-dlq',
    });
  });

  it('is one refused file, one dead letter, half of the runs, half of their time', () => {
    const alarms = loadAlarmsOf();

    expect(deadLetters(datasetNames('orders')).threshold).toBe(1);
    expect(alarms.get('quarantine')).toMatchObject({ statistic: 'Sum', threshold: 1, periods: 1 });
    expect(alarms.get('run-failures')).toMatchObject({ statistic: 'Average', threshold: 0.5 });
    expect(alarms.get('run-duration')).toMatchObject({ statistic: 'p95', threshold: 1_800 });
  });
});

describe('an alarm', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'alarms');
  const definitions = [deadLetters(datasetNames('orders')), ...loadAlarmsOf().values()];
  new Alarms(stack, 'Alarms', { prefix: 'other-orders', topicArn: 'arn:topic', definitions });
  const made = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as Record<string, unknown>,
  );
  const named = (slug: string) => made.find(({ AlarmName }) => AlarmName === `other-orders-${slug}`);

  it('fires at its threshold, tells the topic that it fires and that it is over', () => {
    expect(made).toHaveLength(5);
    for (const alarm of made)
      expect(alarm).toMatchObject({
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmActions: ['arn:topic'],
        OKActions: ['arn:topic'],
      });
  });

  it('whose silence is a fault tells of silence, and no other', () => {
    expect(named('oldest-pending')?.['InsufficientDataActions']).toEqual(['arn:topic']);
    expect(made.filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined)).toHaveLength(1);
  });

  it('of a percentile has no plain statistic: CloudWatch refuses both', () => {
    expect(named('run-duration')).toMatchObject({ ExtendedStatistic: 'p95' });
    expect(named('run-duration')).not.toHaveProperty('Statistic');
    expect(named('run-failures')).not.toHaveProperty('ExtendedStatistic');
  });
});
