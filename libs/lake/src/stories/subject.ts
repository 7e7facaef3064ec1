import { datasetOfIncoming, incomingPrefix } from '@sluice/protocol';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';

/** What `explain` was asked about, by its form alone. */
export type Subject =
  | { readonly kind: 'batch'; readonly batchId: string }
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly bucket: string | undefined;
      readonly versionId: string | undefined;
    }
  | { readonly kind: 'word'; readonly word: string };

/**
 * Reads what was typed: a batch id, a data file (which carries the id of its batch), a key in any spelling people
 * paste, or a word, which is a code or a reason.
 */
export function subjectOf(typed: string): Subject {
  const text = typed.trim();
  if (/^[0-9a-f]{24}$/.test(text)) return { kind: 'batch', batchId: text };
  const dataFile = /([0-9a-f]{24})-\d+-\d+\.parquet$/.exec(text)?.[1];
  if (dataFile !== undefined) return { kind: 'batch', batchId: dataFile };
  const uri = /^s3:\/\/([^/]+)\/(.+)$/s.exec(text);
  const path = uri?.[2] ?? text;
  const at = path.lastIndexOf('@');
  // A version id holds neither a dot nor a slash; a key may hold an @.
  const versionId =
    at > 0 && /^[\w-]+$/.test(path.slice(at + 1)) && /^(?:null|.{16,})$/.test(path.slice(at + 1))
      ? path.slice(at + 1)
      : undefined;
  const key = versionId === undefined ? path : path.slice(0, at);
  const looksLikeKey = uri !== null || /[/.]/.test(key);
  return looksLikeKey ? { kind: 'key', key, bucket: uri?.[1], versionId } : { kind: 'word', word: text };
}

/** The same where nothing but a file can be meant: a name without a dot or slash is a key too. */
export function keySubject(typed: string): Extract<Subject, { kind: 'key' }> {
  const subject = subjectOf(typed);
  return subject.kind === 'key' ? subject : { kind: 'key', key: typed, bucket: undefined, versionId: undefined };
}

/** Keys that a spelling may stand for, the likeliest first: whole, without `incoming/`, or the name alone. */
export function keysMeant(
  key: string,
  datasets: readonly string[],
): readonly { readonly datasetId: string; readonly key: string }[] {
  const whole = datasetOfIncoming(key);
  if (whole !== undefined) return [{ datasetId: whole, key }];
  const [first = '', ...rest] = key.split('/');
  if (rest.length > 0 && datasets.includes(first))
    return [{ datasetId: first, key: incomingPrefix(first) + rest.join('/') }];
  return datasets.map((datasetId) => ({ datasetId, key: incomingPrefix(datasetId) + key }));
}

/** The bucket of a key: that of the lake. Another one is somebody else's. */
export function rawBucketOf({ names }: Pick<Target, 'names'>, typed: string | undefined): string {
  if (typed === undefined || typed === names.rawBucket) return names.rawBucket;
  throw new LakeError('SLC8035', `bucket ${typed} is not the raw bucket of this lake`, {
    fix: `Files arrive in ${names.rawBucket}.`,
  });
}
