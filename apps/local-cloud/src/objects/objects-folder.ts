import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileOf, type ObjectEntry, ObjectGone, type ObjectStore, parseUri } from './objects.ts';

/** The buckets that every lake has, whether something lies in them or not. */
const BUCKETS = new Set(['raw', 'processed', 'quarantine', 'control', 'service']);
/** A lake on folders: a bucket is the folder of its name. */
export function folderObjects(lake: string): ObjectStore {
  const pathOf = (uri: string): string => {
    const parsed = parseUri(uri);
    if (parsed === undefined) throw new Error(`${uri} is no address of this lake`);
    return join(lake, parsed.bucket, parsed.key);
  };
  const inside = async (path: string, uri: string): Promise<string> => {
    // A link inside the lake must not show a query what lies outside.
    const [real, root] = await Promise.all([realpath(path), realpath(lake)]);
    if (real !== root && !real.startsWith(root + sep)) throw new Error(`${uri} leads out of the lake`);
    return path;
  };
  return {
    list: async (prefix) => {
      const parsed = parseUri(prefix);
      if (parsed === undefined) throw new Error(`${prefix} is no address of this lake`);
      const root = join(lake, parsed.bucket);
      if (!BUCKETS.has(parsed.bucket) && !existsSync(root))
        throw new Error(`The specified bucket does not exist: ${parsed.bucket}`);
      const folder = parsed.key.slice(0, parsed.key.lastIndexOf('/') + 1);
      const entries: ObjectEntry[] = [];
      await walk(root, folder, async (key, path) => {
        if (!key.startsWith(parsed.key)) return;
        const uri = `s3://${parsed.bucket}/${key}`;
        const { size, mtimeMs } = await stat(await inside(path, uri));
        entries.push({ uri, sizeBytes: size, modifiedMilliseconds: mtimeMs });
      });
      return entries.sort((a, b) => (a.uri < b.uri ? -1 : 1));
    },
    localFiles: async (objects) => {
      const paths = new Map<string, string>();
      for (const { uri } of objects) {
        try {
          paths.set(uri, await inside(pathOf(uri), uri));
        } catch {
          throw new ObjectGone(uri);
        }
      }
      return { pathOf: (uri) => fileOf(paths, uri), release: () => undefined };
    },
    put: async (uri, content) => {
      const path = pathOf(uri);
      mkdirSync(dirname(path), { recursive: true });
      const draft = draftOf(path);
      writeFileSync(draft, content);
      complete(draft, path);
    },
    draft: (uri) => {
      const path = pathOf(uri);
      mkdirSync(dirname(path), { recursive: true });
      const file = draftOf(path);
      return { file, complete: async () => complete(file, path), discard: () => rmSync(file, { force: true }) };
    },
  };
}

async function walk(root: string, folder: string, visit: (key: string, path: string) => Promise<void>): Promise<void> {
  let items: Awaited<ReturnType<typeof readEntries>>;
  try {
    items = await readEntries(join(root, folder));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
  for (const item of items) {
    const key = `${folder}${item.name}`;
    if (item.isDirectory()) await walk(root, `${key}/`, visit);
    else if (item.isFile() || item.isSymbolicLink()) await visit(key, join(root, key));
  }
}

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

/** Hidden from listings of tables by its leading dot. */
function draftOf(path: string): string {
  return join(dirname(path), `.${createHash('sha256').update(path).digest('hex').slice(0, 16)}-${process.pid}.part`);
}

function complete(draft: string, path: string): void {
  const descriptor = openSync(draft, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(draft, path);
}
