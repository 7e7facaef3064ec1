import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, type ListQueuesCommandOutput } from '@aws-sdk/client-sqs';
import { isDatasetId, nearest } from '@sluice/contract';
import { type DatasetConfig, datasetNames, datasetOfQueue, type Plan, planKey, sha256 } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { objectText } from './target-objects.ts';

/** Datasets that are deployed: those whose queue exists, retired ones too. Sorted. */
export async function deployedDatasets({ sqs, lake }: Pick<Target, 'sqs' | 'lake'>): Promise<readonly string[]> {
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListQueuesCommandOutput = await sqs.send(
      new ListQueuesCommand({
        QueueNamePrefix: `${lake}-`,
        MaxResults: 1000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const url of page.QueueUrls ?? []) {
      const name = url.slice(url.lastIndexOf('/') + 1);
      const id = datasetOfQueue(name, lake);
      if (id !== undefined && isDatasetId(id)) ids.push(id);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return ids.sort();
}

/** The datasets that a command is about: what was typed, checked, or all. */
export async function chosenDatasets(
  target: Pick<Target, 'sqs' | 'lake'>,
  typed: string | undefined,
): Promise<readonly string[]> {
  const all = await deployedDatasets(target);
  if (typed === undefined) return all;
  if (all.includes(typed)) return [typed];
  const guess = nearest(typed, all);
  const options =
    guess === undefined ? {} : { fix: `Did you mean ${guess}? \`npx sluice status\` lists what is deployed.` };
  throw new LakeError(
    'SLC8033',
    `"${typed}" is not deployed; deployed ${all.length === 1 ? 'is' : 'are'} ${all.join(', ') || 'none'}`,
    options,
  );
}

/** What the functions of a dataset were deployed with. */
export async function deployedConfig(
  { lambda, lake }: Pick<Target, 'lambda' | 'lake'>,
  datasetId: string,
): Promise<DatasetConfig> {
  const FunctionName = datasetNames(datasetId, lake).intakeFunction;
  try {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return JSON.parse(Environment?.Variables?.['SLUICE_CONFIG'] ?? '') as DatasetConfig;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new LakeError('SLC8033', `function ${FunctionName} carries no configuration of Sluice`, {
        dataset: datasetId,
      });
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new LakeError('SLC8033', `function ${FunctionName} does not exist`, { dataset: datasetId });
  }
}

/** The plan of this digest: the deployed one, or one that a batch was cut for; undefined when neither is there. */
export async function planOfDigest(
  target: Target,
  config: DatasetConfig,
  digest: string | null,
): Promise<Plan | undefined> {
  const pinned = digest === null || digest === config.plan.sha256;
  const [bucket, key] = pinned
    ? [config.plan.bucket, config.plan.key]
    : [target.names.controlBucket, planKey(config.datasetId, digest)];
  const text = await objectText(target, bucket, key);
  // A plan whose bytes are not those of its name is no plan of this lake.
  if (text === undefined || sha256(text) !== (digest ?? config.plan.sha256)) return undefined;
  return JSON.parse(text) as Plan;
}
