import { expect, test } from 'vitest';
import { deployedAmong, orphansOf, orphanText } from './orphans.ts';

test('deployed are the datasets of this lake whose digest is there', () => {
  const parameters = [
    '/sluice/deployed-digest',
    '/sluice/sales/deployed-digest',
    '/sluice/old_orders/deployed-digest',
    '/sluice/sales/something-else',
    '/sluice/No-Dataset/deployed-digest',
    '/sluice/a_b/c/deployed-digest',
    '/sluice-two/flights/deployed-digest',
    '/cdk-bootstrap/hnb659fds/version',
  ];

  expect(deployedAmong(parameters, 'sluice')).toEqual(['old_orders', 'sales']);
  expect(deployedAmong(parameters, 'sluice-two')).toEqual(['flights']);
});

test('an orphan is deployed and not registered; a dataset that waits for its first deployment is none', () => {
  expect(orphansOf(['old_orders', 'sales'], ['sales', 'new_orders'], 'sluice')).toEqual([
    { dataset: 'old_orders', stack: 'sluice-dataset-old-orders' },
  ]);
  expect(orphansOf(['sales'], ['sales'], 'sluice')).toEqual([]);
});

test('it is told with its stack and the way out', () => {
  expect(orphanText({ dataset: 'old_orders', stack: 'sluice-dataset-old-orders' })).toBe(
    'old_orders is deployed (sluice-dataset-old-orders) and no contract registers it: docs/runbook.md#orphan',
  );
});
