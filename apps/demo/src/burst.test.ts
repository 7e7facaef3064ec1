import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileRecord } from '@sluice/control-plane';
import type { Target } from '@sluice/lake';
import { lakeNames } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { putFiles, repeatEvent, sendNoEvent } from './burst.ts';
import { REPEATS } from './event-message.ts';
import { SUCCEEDS } from './planted.ts';

const place = { account: '000000000000', region: 'us-east-1', lake: 'sluice' };
const names = lakeNames(place);

/** A lake that takes everything, and what it was sent. */
function lake() {
  const sent: Readonly<Record<string, unknown>>[] = [];
  const send = async ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => {
    if (input['QueueName'] !== undefined) return { QueueUrl: `http://q/${String(input['QueueName'])}` };
    sent.push(input);
    return { VersionId: `v${sent.length}` };
  };
  return { sent, target: { ...place, names, s3: { send }, sqs: { send } } as unknown as Target };
}

it('files are put where producers put theirs, each with the version that it became', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-burst-'));
  const path = join(root, 'a.csv');
  writeFileSync(path, 'from a file');
  const { target, sent } = lake();
  const told: string[] = [];
  const common = { expect: SUCCEEDS, what: null };

  try {
    const put = await putFiles(
      target,
      [
        { key: 'incoming/x/a', body: { path }, ...common },
        { key: 'incoming/x/b', body: { bytes: Buffer.from('made up') }, ...common },
      ],
      new AbortController().signal,
      (key) => void told.push(key),
    );

    expect(put.map(({ file }) => file.key)).toEqual(['incoming/x/a', 'incoming/x/b']);
    expect(new Set(put.map(({ versionId }) => versionId))).toEqual(new Set(['v1', 'v2']));
    expect(told.sort()).toEqual(['incoming/x/a', 'incoming/x/b']);
    expect(Object.fromEntries(sent.map(({ Key, Body }) => [Key, String(Body)]))).toEqual({
      'incoming/x/a': 'from a file',
      'incoming/x/b': 'made up',
    });
    expect(sent.every(({ Bucket }) => Bucket === names.rawBucket)).toBe(true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it('a message that is no event goes into the queue of its dataset', async () => {
  const { target, sent } = lake();

  await sendNoEvent(target, 'flights');

  expect(sent).toMatchObject([
    { QueueUrl: 'http://q/sluice-flights-intake', MessageBody: expect.not.stringContaining('detail') },
  ]);
});

it('an event comes again twenty times, the same to the letter', async () => {
  const { target, sent } = lake();

  await repeatEvent(target, { datasetId: 'flights', bucket: 'b', key: 'k', versionId: 'v' } as FileRecord);

  expect(sent).toHaveLength(REPEATS);
  expect(new Set(sent.map(({ MessageBody }) => MessageBody)).size).toBe(1);
});
