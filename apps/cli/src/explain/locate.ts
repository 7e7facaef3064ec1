import type { FileRecord } from '@sluice/control-plane';
import { CliError } from '../errors.ts';
import { deployedDatasets } from '../target/datasets.ts';
import type { Target } from '../target/target.ts';
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
  const meant = keysMeant(subject.key, subject.key.startsWith('incoming/') ? [] : await deployedDatasets(target));
  const found: LocatedKey[] = [];
  for (const { datasetId, key } of meant) {
    const all = await target.ledger.versionsOf({ datasetId, bucket, key });
    const versions = subject.versionId === undefined ? all : all.filter(({ versionId }) => versionId === subject.versionId);
    if (versions.length > 0) found.push({ datasetId, bucket, key, versions });
  }
  const [only, second] = found;
  if (only === undefined) throw unknown(subject, meant.length === 1 ? (meant[0]?.key ?? subject.key) : subject.key);
  if (second !== undefined) {
    throw new CliError('SLC8001', `"${subject.key}" is a file of ${found.map((each) => each.datasetId).join(' and ')}`, {
      fix: `Say which: ${found.map((each) => each.key).join(' or ')}.`,
    });
  }
  return only;
}

function unknown({ versionId }: { readonly versionId: string | undefined }, key: string): CliError {
  return new CliError('SLC8035', `the ledger has no ${versionId === undefined ? 'file' : `version ${versionId} of`} ${key}`);
}
