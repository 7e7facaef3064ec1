import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoLedger } from '@sluice/control-plane';
import { lakeNames } from '@sluice/protocol';
import { createQueryClient } from '@sluice/query';
import type { Target } from './target.ts';

/** What is known of a target before its clients are made. */
export type TargetPlace = Pick<Target, 'kind' | 'account' | 'region' | 'lake' | 'endpoint'>;

/** Credentials that open nothing: the gateway of the local lake takes no others. */
const DUMMY = { accessKeyId: 'test', secretAccessKey: 'test' };

/**
 * Options of a client: the local gateway and nothing else, or the environment (its endpoint too) as every AWS client
 * takes it.
 */
export function clientOptions({ kind, endpoint, region }: Pick<TargetPlace, 'kind' | 'endpoint' | 'region'>) {
  return kind === 'aws' || endpoint === undefined ? { region } : { region, endpoint, credentials: DUMMY };
}

/** The clients of a target. They connect when they are first used; `close` ends them all. */
export function connect(place: TargetPlace): Target {
  const options = clientOptions(place);
  const names = lakeNames(place);
  // Bucket names become host names on AWS alone.
  const s3 = new S3Client({ ...options, ...(place.endpoint === undefined ? {} : { forcePathStyle: true }) });
  const dynamo = new DynamoDBClient(options);
  const own = {
    s3,
    // The gateway is the endpoint, whatever host a queue's URL names.
    sqs: new SQSClient({ ...options, ...(place.endpoint === undefined ? {} : { useQueueUrlAsEndpoint: false }) }),
    lambda: new LambdaClient(options),
    cloudwatch: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    query: createQueryClient({ ...options, database: names.database, workGroup: names.workgroup }),
  };
  return {
    ...place,
    names,
    ...own,
    ledger: createDynamoLedger({ client: dynamo, table: names.ledgerTable }),
    close() {
      for (const client of [own.s3, own.sqs, own.lambda, own.cloudwatch, own.logs, dynamo]) client.destroy();
      own.query.close();
    },
  };
}
