import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { FileRecord } from '@sluice/control-plane';
import { bucketDocuments, queueUrl, readBatchesFrom } from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { inProcess } from '../sluice.ts';
import { GIVEN, type Given } from '../three-lakes/files.ts';
import { throughMemory } from '../three-lakes/memory.ts';
import { type DatasetOutcome, outcomeOf } from '../three-lakes/outcome.ts';
import { putAll, type SharedLake, untilFiles } from './lake.ts';
import { eventAgain } from './observed.ts';

/** A quiet machine needs a tenth of it. */
const PATIENCE_SECONDS = 600;

const isSettled = ({ state }: FileRecord) => state !== 'RECEIVED' && state !== 'QUEUED' && state !== 'RUNNING';

/** The same files as on folders and in memory (`three-lakes.e2e.ts`), through events, Lambdas and the real job. */
export function threeLakesTests(given: () => SharedLake): void {
  // At once: most of their time is that of schedules.
  it.concurrent.each(GIVEN)(
    'the files of $dataset.id become what they become in memory and on folders',
    async (files) => {
      const { outcome } = await throughMemory(given().project, files);

      const aws = await throughAws(given(), files);

      expect(aws.marker).toBe('IGNORED folder-marker');
      expect(aws.outcome).toEqual(outcome);
    },
    2 * PATIENCE_SECONDS * 1000,
  );
}

async function throughAws(
  { target, environment }: SharedLake,
  { dataset: { id }, files, overwritten, repeated }: Given,
): Promise<{ readonly outcome: DatasetOutcome; readonly marker: string | undefined }> {
  const until = async (count: number) => {
    const wish = (seen: readonly FileRecord[]) => seen.length === count && seen.every(isSettled);
    return untilFiles(target, id, wish, PATIENCE_SECONDS).catch(async (error: unknown) => {
      throw new Error(`${(error as Error).message}\n${(await inProcess(['status', id], environment)).out}`);
    });
  };
  const contents = (of: Given['files']) => Object.fromEntries(of.map(({ name, content }) => [name, content]));
  await putAll(target, id, { ...contents(files), 'folder/': '' });
  const first = await until(files.length + 1);
  await putAll(target, id, contents(overwritten));
  const QueueUrl = await queueUrl(target, datasetNames(id).queue);
  for (const file of first.filter(({ key }) => repeated.some((name) => key.endsWith(`/${name}`))))
    await target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: eventAgain(file, target) }));
  const records = await until(files.length + overwritten.length + 1);
  const heads = (await readBatchesFrom(bucketDocuments(target))).flatMap(({ batchHead }) => batchHead ?? []);
  const marker = records.find(({ key }) => key.endsWith('/'));
  return {
    outcome: outcomeOf(
      id,
      records.filter((file) => file !== marker),
      heads,
    ),
    marker: marker && `${marker.state} ${marker.reason}`,
  };
}
