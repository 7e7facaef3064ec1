import { S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, ParameterNotFound, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { refuseOldLake } from '@sluice/lake/old-lake';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { lakeNames, SluiceError } from '@sluice/protocol';

/** An AWS account as a deployment sees it: who it is, and what it remembers of the last one. */
export interface Account {
  readonly account: string;
  readonly region: string;
  /** A parameter of SSM; undefined when there is none. */
  parameter(name: string): Promise<string | undefined>;
  /** Throws LakeError SLC8041 when the lake's control bucket holds batches of an older release. */
  refuseOldLake(lake: string): Promise<void>;
  /** The names of all parameters below a path. */
  parametersUnder(path: string): Promise<readonly string[]>;
}

// A deployment that cannot reach AWS should say so in seconds.
const LIMITS = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 } };

/** Asks AWS, or what `AWS_ENDPOINT_URL` names, who we are. @throws PlatformError SLC9503 */
export async function connect(): Promise<Account> {
  const sts = new STSClient(LIMITS);
  const region = await reached('the region', () => sts.config.region());
  const { Account: account } = await reached('the account', () => sts.send(new GetCallerIdentityCommand({})));
  if (account === undefined) throw new PlatformError('SLC9503', 'AWS does not say which account this is');
  const ssm = new SSMClient({ ...LIMITS, region });
  return {
    account,
    region,
    parameter: (name) =>
      reached(`the parameter ${name}`, async () => {
        try {
          return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
        } catch (error) {
          if (error instanceof ParameterNotFound || (error as Error).name === 'ParameterNotFound') return undefined;
          throw error;
        }
      }),
    refuseOldLake: (lake) =>
      reached('the control bucket', async () => {
        const s3 = new S3Client({ ...LIMITS, region });
        try {
          await refuseOldLake({ s3, names: lakeNames({ account, region, lake }) });
        } catch (error) {
          // The first deployment of a lake finds no bucket.
          if ((error as Error).name !== 'NoSuchBucket') throw error;
        } finally {
          s3.destroy();
        }
      }),
    parametersUnder: (path) =>
      reached(`the parameters under ${path}`, async () => {
        const names: string[] = [];
        for await (const { Parameters = [] } of paginateGetParametersByPath(
          { client: ssm },
          { Path: path, Recursive: true },
        ))
          names.push(...Parameters.flatMap(({ Name }) => Name ?? []));
        return names;
      }),
  };
}

async function reached<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    const { name, message } = cause as Error;
    throw new PlatformError('SLC9503', `${what} cannot be had: ${name}: ${message.split('\n', 1)[0]}`, { cause });
  }
}
