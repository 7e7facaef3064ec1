import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { createLedgerTable } from '@sluice/control-plane/testing';
import { startEmulator } from '@sluice/lake/local';
import { BUCKETS } from './lake-config.ts';

/** A DynamoDB and an S3 on this machine, with the ledger's table and the buckets of a lake, and nothing that reacts. */
export interface BareLake {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly table: string;
  /** S3 requests since the start. */
  readonly s3Requests: () => number;
  readonly stop: () => Promise<void>;
}

const TABLE = 'bench-ledger';

/** Clients of an endpoint of this machine, whatever the environment says. */
export function localClients(endpoint: string): { readonly dynamo: DynamoDBClient; readonly s3: S3Client } {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return { dynamo: new DynamoDBClient(options), s3: new S3Client({ ...options, forcePathStyle: true }) };
}

/** Starts the emulator without anything that is deployed. */
export async function startBareLake(options: { readonly python: string; readonly scratch: string }): Promise<BareLake> {
  const runFolder = join(options.scratch, 'emulator');
  rmSync(runFolder, { recursive: true, force: true });
  mkdirSync(runFolder, { recursive: true });
  const emulator = await startEmulator({ runFolder, python: options.python });
  const { dynamo, s3 } = localClients(emulator.ready.endpoint);
  const stop = async (): Promise<void> => {
    dynamo.destroy();
    s3.destroy();
    await emulator.stop();
    rmSync(runFolder, { recursive: true, force: true });
  };
  try {
    await createLedgerTable(dynamo, TABLE);
    for (const bucket of BUCKETS) await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const versioned = { Bucket: 'bench-raw', VersioningConfiguration: { Status: 'Enabled' as const } };
    await s3.send(new PutBucketVersioningCommand(versioned));
    let requests = 0;
    s3.middlewareStack.add(
      (next) => (args) => {
        requests += 1;
        return next(args);
      },
      // Behind the retries: every request that leaves is counted.
      { step: 'finalizeRequest', name: 'countRequests', priority: 'low' },
    );
    return { dynamo, s3, table: TABLE, s3Requests: () => requests, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
