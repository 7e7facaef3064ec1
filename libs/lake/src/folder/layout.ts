import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { LakeError } from '../errors.ts';

/** Buckets of a lake on folders: each is the folder of that name under the lake's root. */
export const BUCKETS = { raw: 'raw', processed: 'processed', quarantine: 'quarantine', control: 'control' } as const;

/** Name of the Glue database and of the Athena workgroup of a local lake. */
export const LOCAL_NAME = 'sluice';

/** A lake on folders. Documents in it hold buckets and keys only, so that it can be moved. */
export interface Lake {
  /** Absolute path. */
  readonly root: string;
}

/** The lake at a path, which need not exist yet. */
export function lakeAt(path: string): Lake {
  return { root: resolve(path) };
}

/** The lake at a path that must hold one. */
export function existingLake(path: string): Lake {
  const lake = lakeAt(path);
  if (!existsSync(join(lake.root, BUCKETS.control))) throw new LakeError('SLC8004', 'no lake is here', { file: path });
  return lake;
}

/** Path of an object. A key that would leave its bucket is refused: documents may come from a hostile hand. */
export function objectPath(lake: Lake, bucket: string, key: string): string {
  const folder = join(lake.root, bucket);
  const path = join(folder, key);
  const leaves = bucket === '' || bucket.includes('/') || bucket.includes(sep) || bucket === '..' || bucket === '.';
  if (leaves || !path.startsWith(folder + sep) || key.includes('\u0000')) {
    throw new LakeError('SLC8009', `the key leaves its bucket: ${bucket}/${key}`);
  }
  return path;
}

/** Key of the record of what was decided about each file of a dataset. */
export function decisionsKey(datasetId: string): string {
  return `decisions/${datasetId}.json`;
}
