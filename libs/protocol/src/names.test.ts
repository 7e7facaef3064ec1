import { expect, test } from 'vitest';
import { datasetNames, datasetOfQueue } from './names.ts';

test('a queue tells its dataset, in its own lake alone', () => {
  const { queue, deadLetterQueue } = datasetNames('air_traffic', 'sluice');

  expect(datasetOfQueue(queue, 'sluice')).toBe('air_traffic');
  expect(datasetOfQueue(deadLetterQueue, 'sluice')).toBeUndefined();
  expect(datasetOfQueue(queue, 'lake-2')).toBeUndefined();
  expect(datasetOfQueue('sluice-air_traffic-intake-copy', 'sluice')).toBeUndefined();
});
