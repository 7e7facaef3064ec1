import { describe, expect, test } from 'vitest';
import { statementsOf } from './statements.ts';
import { findWildcards } from './wildcards.ts';

/** What is wrong with a role of the dataset `orders` that may do these things. */
function violationsOf(statement: {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Effect?: string;
}): readonly string[] {
  const template = {
    Resources: {
      IntakeRole8913C69A: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          Policies: [{ PolicyDocument: { Statement: [{ Sid: 'Test', Effect: 'Allow', ...statement }] } }],
        },
      },
    },
  };
  return findWildcards(statementsOf('orders-stack', template), () => 'orders').violations.map(
    ({ where, what }) => `${where}: ${what}`,
  );
}

const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });

describe('a wildcard without a reason', () => {
  test.each([
    ['in an action', { Action: 's3:Get*', Resource: arn(':s3:::x-raw-1-r/incoming/orders/one') }, 's3:Get*'],
    ['as every resource', { Action: 's3:GetObject', Resource: '*' }, '*'],
    [
      'over a bucket',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-raw-1-r/*') },
      'arn:<AWS::Partition>:s3:::x-raw-1-r/*',
    ],
    [
      'over the prefix of another dataset',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-raw-1-r/incoming/sales/*') },
      'arn:<AWS::Partition>:s3:::x-raw-1-r/incoming/sales/*',
    ],
    [
      'over the working copies of another dataset',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-control-1-r/sales/in/*') },
      'arn:<AWS::Partition>:s3:::x-control-1-r/sales/in/*',
    ],
    [
      'in the middle of a prefix',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-raw-1-r/incoming/*/orders/*') },
      'arn:<AWS::Partition>:s3:::x-raw-1-r/incoming/*/orders/*',
    ],
    [
      'over the end of a name',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-processed-1-r/orders*') },
      'arn:<AWS::Partition>:s3:::x-processed-1-r/orders*',
    ],
    [
      'over tables',
      { Action: 'dynamodb:GetItem', Resource: arn(':dynamodb:r:1:table/x-*') },
      'arn:<AWS::Partition>:dynamodb:r:1:table/x-*',
    ],
    [
      'over one letter',
      { Action: 's3:GetObject', Resource: arn(':s3:::x-raw-1-r/incoming/order?/x') },
      'arn:<AWS::Partition>:s3:::x-raw-1-r/incoming/order?/x',
    ],
  ])('%s', (_, statement, what) => {
    expect(violationsOf(statement)).toEqual([`orders-stack IntakeRole Test: ${what}`]);
  });
});

test('the end of the dataset’s own prefix may be anything', () => {
  expect(
    violationsOf({
      Action: 's3:GetObjectVersion',
      Resource: [
        arn(':s3:::x-raw-1-r/incoming/orders/*'),
        arn(':s3:::x-processed-1-r/orders/*'),
        arn(':s3:::x-control-1-r/orders/batches/*'),
      ],
    }),
  ).toEqual([]);
});

test('a denial may say everything', () => {
  expect(violationsOf({ Effect: 'Deny', Action: '*', Resource: '*' })).toEqual([]);
});
