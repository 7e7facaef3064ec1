import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MAX_KEY_BYTES } from '@sluice/protocol';
import { FolderError } from './errors.ts';

/** A lake whose buckets are the folders under one root. */
export interface FolderLake {
  /** Absolute path. */
  readonly root: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{0,62}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these no key may hold.
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * The file of an object, proved to lie inside its bucket, also after all symbolic links: keys come from producers and
 * from documents that may be damaged. The same rules as `check_key` of the job.
 *
 * @throws FolderError SLC9032
 */
export function objectPath({ root }: FolderLake, bucket: string, key: string): string {
  const problem = bucketProblem(bucket) ?? keyProblem(key);
  if (problem !== undefined) throw new FolderError('SLC9032', `${bucket}/${key.slice(0, 200)} ${problem}`);
  const base = realOf(join(root, bucket));
  const path = join(base, key);
  if (!realOf(path).startsWith(base + sep))
    throw new FolderError('SLC9032', `${bucket}/${key} leads out of its bucket through a symbolic link`);
  return path;
}

/** Why a key is not allowed; undefined when it is. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'is not valid Unicode';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  if (CONTROL.test(key)) return 'has a control character';
  if (key.startsWith('/')) return 'is absolute';
  const segments = key.split('/');
  if (segments.includes('')) return 'has an empty segment';
  return segments.includes('.') || segments.includes('..') ? 'has a relative segment' : undefined;
}

function bucketProblem(bucket: string): string | undefined {
  return BUCKET.test(bucket) && !bucket.includes('..') ? undefined : 'is in no bucket: the name is not plain';
}

/** The real path of what need not be there yet: that of its nearest folder that is, and the rest. */
function realOf(path: string): string {
  let rest = '';
  for (let at = path; ; ) {
    try {
      return realpathSync(at) + rest;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      const cut = at.lastIndexOf(sep);
      if (cut <= 0) return path;
      rest = at.slice(cut) + rest;
      at = at.slice(0, cut);
    }
  }
}
