import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { ObjectGone, type ObjectStore, parseUri } from '../objects/objects.ts';
import type { Job, JobRun } from './job-model.ts';
import { readZip, ZipError } from './zip.ts';

/** Where the code of a run lies on this machine, as PYTHONPATH takes it. Throws when the run cannot be launched. */
export type RunCode = (run: JobRun, job: Job) => Promise<string>;

/** The one folder that every run of a lake on folders is started from. */
export function folderCode(glueSource: string): RunCode {
  return async () => glueSource;
}

/**
 * The code that a run pins: its script must exist, and each archive of `--extra-py-files` is downloaded and unpacked
 * into `<folder>/<sha256>/`, so that a run has the code that its batch was cut with, whatever was deployed since. What
 * is missing fails the run before it starts, in Glue's words.
 */
export function pinnedCode(objects: ObjectStore, folder: string): RunCode {
  return async ({ Arguments }, job) => {
    const script = Arguments['--scriptLocation'] ?? scriptOf(job);
    if (script !== undefined) await fetchObject(objects, script);
    const archives = (Arguments['--extra-py-files'] ?? '').split(',').flatMap((uri) => uri.trim() || []);
    const places: string[] = [];
    for (const uri of archives) places.push(unpack(uri, await fetchObject(objects, uri), folder));
    return places.join(delimiter);
  };
}

function scriptOf(job: Job): string | undefined {
  const command = job['Command'] as { readonly ScriptLocation?: unknown } | undefined;
  return typeof command?.ScriptLocation === 'string' ? command.ScriptLocation : undefined;
}

async function fetchObject(objects: ObjectStore, uri: string): Promise<Buffer> {
  const place = parseUri(uri);
  if (place === undefined || place.key === '')
    throw new Error(`LAUNCH ERROR | ${uri} is no address of an object in S3`);
  try {
    const files = await objects.localFiles([{ uri }]);
    try {
      return await readFile(files.pathOf(uri));
    } finally {
      files.release();
    }
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    throw new Error(
      `LAUNCH ERROR | Error downloading from S3 for bucket: ${place.bucket}, key: ${place.key}. ${error.message}`,
    );
  }
}

/**
 * Files of the package appear at once or not at all: two runs that start together unpack beside each other, and one of
 * the results stays.
 */
function unpack(uri: string, content: Buffer, folder: string): string {
  const target = join(folder, createHash('sha256').update(content).digest('hex'));
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, '.unpack-'));
  try {
    for (const { path, content: bytes } of uri.endsWith('.py')
      ? [{ path: basename(uri), content }]
      : readZip(content)) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      writeFileSync(join(draft, path), bytes);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(target)) return target;
    if (error instanceof ZipError) throw new Error(`LAUNCH ERROR | ${uri} cannot be unpacked: ${error.message}`);
    throw error;
  }
  return target;
}
