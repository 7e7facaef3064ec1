import { expect, test } from 'vitest';
import { generalised } from './matrix.ts';
import type { Statement } from './statements.ts';

const onResource = (resource: string): Statement => ({
  stack: 'sluice-dataset-sales',
  holder: 'DispatchRole',
  kind: 'permission',
  sid: 'Read',
  effect: 'Allow',
  principals: [],
  actions: ['s3:GetObject'],
  resources: [resource],
  conditions: [],
});

const PLACE = { datasetId: 'sales', account: '000000000000', region: 'us-east-1' };

test('every digest of an asset reads alike, also one that ends in digits as a logical id does', () => {
  const digests = [`${'a'.repeat(56)}12345678`, `${'0'.repeat(64)}`, 'f'.repeat(64)];

  const statements = digests.map((digest) =>
    onResource(`arn:<AWS::Partition>:s3:::cdk-assets-000000000000-us-east-1/${digest}.py`),
  );

  expect(generalised({ statements, ...PLACE }).flatMap(({ resources }) => resources)).toEqual(
    digests.map(() => 'cdk-assets/<asset>.py'),
  );
});

test('the dataset is named by its place, and no part of another name is', () => {
  const [statement] = generalised({
    statements: [onResource('s3:::sluice-raw-000000000000-us-east-1/incoming/sales/*')],
    ...PLACE,
  });

  expect(statement?.resources).toEqual(['sluice-raw/incoming/<dataset>/*']);
});
