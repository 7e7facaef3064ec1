import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { PinnedFile, SharedSources } from '@sluice/lake-cdk';
import { zipSync } from 'fflate';
import { sha256Of } from './bundle.ts';
import { CHECKOUT } from './checkout.ts';

const PACKAGE = join(CHECKOUT, 'glue', 'sluice_glue');
const SCRIPT = join(PACKAGE, 'runtime', 'glue.py');
/**
 * The first day that a zip can say. Taken as local time by zip and library alike, so that no time zone changes a byte.
 */
const FIXED_TIME = new Date(1980, 0, 1);
const SHIPPED = /\.(py|json|typed)$/;

/**
 * The job's package as a zip, and its entry. The same sources make the same bytes, on any machine: names sorted, one
 * time for all, fixed attributes. The digest of these bytes is the code digest that batches pin.
 */
export function packageJob(folder: string): Pick<SharedSources, 'jobScript' | 'jobPackage'> {
  const path = join(folder, 'sluice_glue.zip');
  writeFileSync(path, jobZip(PACKAGE));
  return { jobScript: pinnedFile(SCRIPT), jobPackage: pinnedFile(path) };
}

/** The bytes of the zip: `sluice_glue/**` without caches. */
export function jobZip(folder: string): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SHIPPED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [`sluice_glue/${relative(folder, file).split(sep).join('/')}`, readFileSync(file)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  // os 3 is Unix: the attributes are then a file mode, readable by all.
  return zipSync(Object.fromEntries(files), { level: 9, mtime: FIXED_TIME, os: 3, attrs: 0o100644 << 16 });
}

/** A file and the digest of what is in it now. */
export function pinnedFile(path: string): PinnedFile {
  return { path, sha256: sha256Of(path) };
}
