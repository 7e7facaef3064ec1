import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { FileRecord } from '@sluice/control-plane';
import { inParallel } from '@sluice/control-plane/in-parallel';
import { queueUrl, type Target } from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';
import type { PutFile } from './accounts.ts';
import { eventOf, NO_EVENT, REPEATS } from './event-message.ts';
import type { PlantedFile } from './planted.ts';

/** So many uploads are under way at once: what a producer's tool does, and a burst for the lake. */
const UPLOADS = 24;

/** Puts the files into the raw bucket, as fast as they go. */
export async function putFiles(
  { s3, names }: Pick<Target, 's3' | 'names'>,
  files: readonly PlantedFile[],
  signal: AbortSignal,
  onPut: (key: string) => void = () => {},
): Promise<readonly PutFile[]> {
  return inParallel(files, UPLOADS, async (file) => {
    const Body = 'path' in file.body ? await readFile(file.body.path) : file.body.bytes;
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: names.rawBucket, Key: file.key, Body }), {
      abortSignal: signal,
    });
    onPut(file.key);
    return { file, versionId: VersionId ?? '' };
  });
}

/** Puts something into a dataset's queue that is no event. */
export async function sendNoEvent(target: Pick<Target, 'sqs' | 'lake'>, datasetId: string): Promise<void> {
  await target.sqs.send(
    new SendMessageCommand({
      QueueUrl: await queueUrl(target, datasetNames(datasetId, target.lake).queue),
      MessageBody: NO_EVENT,
    }),
  );
}

/** Sends the event of a file that is known already again, many times at once. */
export async function repeatEvent(
  target: Pick<Target, 'sqs' | 'lake' | 'account' | 'region'>,
  file: FileRecord,
): Promise<void> {
  const QueueUrl = await queueUrl(target, datasetNames(file.datasetId, target.lake).queue);
  const MessageBody = eventOf(file, target);
  await Promise.all(
    Array.from({ length: REPEATS }, () => target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
  );
}
