import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { FileRecord } from '@sluice/control-plane';
import { datasetOfIncoming, incomingPrefix } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { deployedDatasets } from '../read/target-datasets.ts';
import { isMissing } from '../read/target-objects.ts';
import { keysMeant, rawBucketOf, type Subject } from './subject.ts';

/** A key with everything that the ledger knows of it: its versions, oldest first. */
export interface LocatedKey {
  readonly datasetId: string;
  readonly bucket: string;
  readonly key: string;
  readonly versions: readonly FileRecord[];
}

/** Finds the key that was meant. Fails with SLC8035 when the ledger knows none. */
export async function locateKey(target: Target, subject: Extract<Subject, { kind: 'key' }>): Promise<LocatedKey> {
  const bucket = rawBucketOf(target, subject.bucket);
  const meant = keysMeant(
    subject.key,
    datasetOfIncoming(subject.key) === undefined ? await deployedDatasets(target) : [],
  );
  const found: LocatedKey[] = [];
  for (const { datasetId, key } of meant) {
    const all = await target.ledger.versionsOf({ datasetId, bucket, key });
    const versions =
      subject.versionId === undefined ? all : all.filter(({ versionId }) => versionId === subject.versionId);
    if (versions.length > 0) found.push({ datasetId, bucket, key, versions });
  }
  const [only, second] = found;
  if (only === undefined) throw await unknown(target, bucket, subject, meant);
  if (second !== undefined) {
    throw new LakeError(
      'SLC8040',
      `"${subject.key}" is a file of ${found.map((each) => each.datasetId).join(' and ')}`,
      {
        fix: `Say which: ${found.map((each) => each.key).join(' or ')}.`,
      },
    );
  }
  return only;
}

/** What to say of a key that the ledger does not know: it may lie in raw all the same. */
async function unknown(
  target: Target,
  bucket: string,
  { key, versionId }: Extract<Subject, { kind: 'key' }>,
  meant: readonly { readonly datasetId: string; readonly key: string }[],
): Promise<LakeError> {
  const whole = meant.length === 1 ? (meant[0]?.key ?? key) : key;
  if (versionId !== undefined) return new LakeError('SLC8035', `the ledger has no version ${versionId} of ${whole}`);
  for (const { datasetId, key: candidate } of meant) {
    const since = await putAt(target, bucket, candidate);
    if (since === undefined) continue;
    const deployed = await deployedDatasets(target);
    if (!deployed.includes(datasetId)) {
      return new LakeError('SLC8035', `${candidate} lies in raw, but no dataset takes files there`, {
        fix: `Files arrive under ${deployed.map(incomingPrefix).join(', ')}.`,
      });
    }
    return new LakeError('SLC8035', `${candidate} lies in raw since ${since}, but the ledger has not seen it`, {
      fix:
        'For seconds that is normal. If it stays: `npx sluice status` shows events that wait, `npx sluice dlq ' +
        'ls` those that were given up; a lost one is sent again by putting the file under a new name.',
    });
  }
  return new LakeError('SLC8035', `the ledger has no file ${whole}`);
}

/** When an object was put; undefined when there is none. */
async function putAt({ s3 }: Target, bucket: string, key: string): Promise<string | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).LastModified?.toISOString();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
