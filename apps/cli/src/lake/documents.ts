import { readdir, readFile } from 'node:fs/promises';
import { type BatchHead, batchId as batchIdOf, type CommittedFile, documentProblems, type Intent, type Manifest } from '@sluice/codegen';
import { CliError } from '../errors.ts';
import { order } from './decisions.ts';
import { BUCKETS, headKey, intentKey, type Lake, manifestKey, objectPath } from './layout.ts';

/** A batch as it lies in the control bucket. `manifest` or `head` is missing when it is absent or wrong; `problems` say which. */
export interface Batch {
  readonly batchId: string;
  readonly manifest: Manifest | undefined;
  readonly head: BatchHead | undefined;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** The batches of a lake, in the order of their ids. */
export async function readBatches(lake: Lake): Promise<Batch[]> {
  const names = await foldersIn(objectPath(lake, BUCKETS.control, 'batches'));
  return Promise.all(names.map((batchId) => readBatch(lake, batchId)));
}

/** Files of the committed heads by table, which is by dataset. */
export async function committedFilesByTable(lake: Lake): Promise<Readonly<Record<string, readonly CommittedFile[]>>> {
  const files: Record<string, CommittedFile[]> = {};
  for (const { head } of await readBatches(lake)) {
    if (head?.state !== 'committed') continue;
    const ofTable = files[head.dataset_id] ?? [];
    ofTable.push(...head.files);
    files[head.dataset_id] = ofTable;
  }
  return files;
}

/** One batch. */
async function readBatch(lake: Lake, batchId: string): Promise<Batch> {
  const manifest = await readDocument<Manifest>(lake, manifestKey(batchId), 'manifest');
  const head = await readDocument<BatchHead>(lake, headKey(batchId), 'head');
  const problems = [...manifest.problems, ...head.problems];
  const members = manifest.document?.members ?? [];
  const files = [...(head.document?.files ?? []), ...(head.document?.quarantine_files ?? [])];
  const headFile = `${BUCKETS.control}/${headKey(batchId)}`;
  const leaving = [...members, ...files].find(({ bucket, key }) => !isInside(lake, bucket, key));
  if (leaving !== undefined) {
    const file = members.some((member) => member === leaving) ? `${BUCKETS.control}/${manifestKey(batchId)}` : headFile;
    problems.push({ file, message: `it names an object outside the lake: ${leaving.bucket}/${leaving.key}` });
    return { batchId, manifest: undefined, head: undefined, problems };
  }
  if (manifest.document !== undefined && batchIdOf(manifest.document) !== batchId) {
    problems.push({
      file: `${BUCKETS.control}/${manifestKey(batchId)}`,
      message: 'its members, plan and code give another batch id: it was changed',
    });
  }
  if (head.document !== undefined && head.document.batch_id !== batchId) {
    problems.push({ file: headFile, message: `it is the head of batch ${head.document.batch_id}` });
  }
  for (const field of ['dataset_id', 'plan_digest'] as const) {
    if (manifest.document === undefined || head.document === undefined || head.document[field] === manifest.document[field]) continue;
    problems.push({ file: headFile, message: `its ${field} is ${head.document[field]}, the manifest's is ${manifest.document[field]}` });
  }
  return { batchId, manifest: manifest.document, head: head.document, problems };
}

/** What an attempt announced before it published; undefined when that is missing or damaged. */
export async function readIntent(lake: Lake, batchId: string, attempt: number): Promise<Intent | undefined> {
  return (await readDocument<Intent>(lake, intentKey(batchId, attempt), 'intent')).document;
}

/** The head of a batch, which must be there and whole. */
export async function readHeadOf(lake: Lake, batchId: string): Promise<BatchHead> {
  const { document, problems } = await readDocument<BatchHead>(lake, headKey(batchId), 'head');
  if (document !== undefined) return document;
  throw new CliError('SLC8009', problems[0]?.message ?? 'the batch has no head', { file: problems[0]?.file ?? headKey(batchId) });
}

async function readDocument<T>(
  lake: Lake,
  key: string,
  name: 'manifest' | 'head' | 'intent',
): Promise<{ document: T | undefined; problems: { file: string; message: string }[] }> {
  const file = `${BUCKETS.control}/${key}`;
  const wrong = (message: string) => ({ document: undefined, problems: [{ file, message }] });
  try {
    const document: unknown = JSON.parse(await readFile(objectPath(lake, BUCKETS.control, key), 'utf8'));
    const [problem] = documentProblems(name, document);
    return problem === undefined ? { document: document as T, problems: [] } : wrong(`it is no ${name}: ${problem}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return wrong('it is missing');
    if (error instanceof SyntaxError) return wrong('it is not JSON');
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return wrong('it is a folder');
    throw error;
  }
}

function isInside(lake: Lake, bucket: string, key: string): boolean {
  try {
    objectPath(lake, bucket, key);
    return true;
  } catch {
    return false;
  }
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort(order);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
