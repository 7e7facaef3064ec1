import { expect, test } from 'vitest';
import { createTelemetry } from './telemetry.ts';

function telemetry() {
  const lines: string[] = [];
  const now = () => new Date(1_700_000_000_000);
  const made = createTelemetry({ namespace: 'Sluice', write: (line) => lines.push(line), now });
  return { made, read: () => lines.map((line) => JSON.parse(line)) };
}

test('figures are one line in the embedded metric format, with the dataset as the only dimension', () => {
  const { made, read } = telemetry();

  made.metrics('flights', [
    { name: 'FilesQueued', value: 3, unit: 'Count' },
    { name: 'OldestPendingAge', value: 0, unit: 'Seconds' },
  ]);

  const metrics = [
    { Name: 'FilesQueued', Unit: 'Count' },
    { Name: 'OldestPendingAge', Unit: 'Seconds' },
  ];
  expect(read()).toEqual([
    {
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [{ Namespace: 'Sluice', Dimensions: [['dataset']], Metrics: metrics }],
      },
      dataset: 'flights',
      FilesQueued: 3,
      OldestPendingAge: 0,
    },
  ]);
});

test('values of one metric are a list, of at most 100 in a line; none are no line', () => {
  const { made, read } = telemetry();

  made.metrics('flights', [
    { name: 'ArrivalToCommitted', value: Array.from({ length: 250 }, (_, n) => n), unit: 'Seconds' },
    { name: 'RunFailed', value: 0, unit: 'Count' },
    { name: 'RunFailed', value: 1, unit: 'Count' },
  ]);
  made.metrics('flights', [{ name: 'ArrivalToCommitted', value: [], unit: 'Seconds' }]);

  const lines = read();
  expect(lines.map((line) => line.ArrivalToCommitted.length)).toEqual([100, 100, 50]);
  expect(lines.flatMap((line) => line.ArrivalToCommitted)).toEqual(Array.from({ length: 250 }, (_, n) => n));
  expect(lines.map((line) => line.RunFailed)).toEqual([[0, 1], undefined, undefined]);
  expect(lines[2]._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'ArrivalToCommitted', Unit: 'Seconds' }]);
});

test('an event is one line under its own name, whatever its fields are called', () => {
  const { made, read } = telemetry();

  made.event('nudge-failed', { event: 'other', text: 'a\nb' });

  expect(read()).toEqual([{ event: 'nudge-failed', text: 'a\nb' }]);
});
