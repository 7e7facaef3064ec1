import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lakeNames } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { TargetPlace } from './clients.ts';

/**
 * Who the ambient credentials are, and that their account holds the lake. @throws LakeError SLC8032 when it does not
 */
export async function awsPlace(lake: string, endpoint: string | undefined): Promise<TargetPlace> {
  // Nobody but this asks it: the local lake need not wait for its client to load.
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = new STSClient({});
  const dynamo = new DynamoDBClient({});
  try {
    const region = await sts.config.region();
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    try {
      await dynamo.send(new DescribeTableCommand({ TableName: lakeNames({ account, region, lake }).ledgerTable }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      throw new LakeError('SLC8032', `account ${account} has no lake "${lake}" in ${region}`);
    }
    return { kind: 'aws', endpoint, account, region, lake };
  } finally {
    sts.destroy();
    dynamo.destroy();
  }
}
