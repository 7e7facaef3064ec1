import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectPath } from '@sluice/control-plane/folder';
import { inParallel } from '@sluice/control-plane/in-parallel';
import {
  BATCH_HEAD,
  type BatchHead,
  batchesPrefix,
  batchHeadKey,
  batchId as batchIdOf,
  type CommittedFile,
  type DocumentKind,
  INTENT,
  type Intent,
  intentKey,
  MANIFEST,
  type Manifest,
  manifestKey,
  RUN_REPORT,
  type RunReport,
  reportKey,
} from '@sluice/protocol';
import { BUCKETS, type Lake } from '../folder/layout.ts';
import { order } from '../folder/objects.ts';

/** Which batch: its documents lie under its dataset. */
export interface BatchName {
  readonly datasetId: string;
  readonly batchId: string;
}

const byBatchId = (a: BatchName, b: BatchName): number => order(a.batchId, b.batchId);

/**
 * A batch as it lies in the control bucket. `manifest` or `batchHead` is missing when it is absent or wrong; `problems`
 * say which.
 */
export interface Batch extends BatchName {
  readonly manifest: Manifest | undefined;
  readonly batchHead: BatchHead | undefined;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** Where documents of batches lie: the control folder of a lake, or a bucket. */
export interface DocumentSource {
  batches(): Promise<readonly BatchName[]>;
  /** The text of a document; what is in its place instead; undefined when nothing is. */
  text(key: string): Promise<string | { readonly problem: string } | undefined>;
  /** How a document is named to people. */
  nameOf(key: string): string;
  /** Whether a document may name this object: one of this lake. */
  holds(bucket: string, key: string): boolean;
}

/** Documents in the control folder of a lake. */
export function folderDocuments(lake: Lake): DocumentSource {
  return {
    batches: async () => {
      const found: BatchName[] = [];
      for (const datasetId of await foldersIn(join(lake.root, BUCKETS.control)))
        for (const batchId of await foldersIn(join(lake.root, BUCKETS.control, batchesPrefix(datasetId))))
          found.push({ datasetId, batchId });
      return found.sort(byBatchId);
    },
    async text(key) {
      try {
        return await readFile(objectPath(lake, BUCKETS.control, key), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        if ((error as NodeJS.ErrnoException).code === 'EISDIR') return { problem: 'it is a folder' };
        throw error;
      }
    },
    nameOf: (key) => `${BUCKETS.control}/${key}`,
    holds: (bucket, key) => isInside(lake, bucket, key),
  };
}

/** Batches read at once. */
const AT_ONCE = 16;

/** The batches whose documents lie there, in the order of their ids. */
export async function readBatchesFrom(source: DocumentSource): Promise<Batch[]> {
  return inParallel(await source.batches(), AT_ONCE, (name) => readBatchFrom(source, name));
}

/** Files of the committed batch heads by table, which is by dataset. */
export function committedFilesOf(batches: readonly Batch[]): Readonly<Record<string, readonly CommittedFile[]>> {
  const committed = batches.flatMap(({ batchHead }) => (batchHead?.state === 'committed' ? [batchHead] : []));
  // By a map first: a dataset may be called `constructor`, which every object has.
  const byTable = Map.groupBy(committed, ({ dataset_id: table }) => table);
  return Object.fromEntries([...byTable].map(([table, heads]) => [table, heads.flatMap(({ files }) => files)]));
}

/** One batch. */
export async function readBatchFrom(source: DocumentSource, { datasetId, batchId }: BatchName): Promise<Batch> {
  const [manifest, batchHead] = await Promise.all([
    readDocument(source, manifestKey(datasetId, batchId), MANIFEST),
    readDocument(source, batchHeadKey(datasetId, batchId), BATCH_HEAD),
  ]);
  const problems = [...manifest.problems, ...batchHead.problems];
  const members = manifest.document?.members ?? [];
  const files = [...(batchHead.document?.files ?? []), ...(batchHead.document?.quarantine_files ?? [])];
  const headFile = source.nameOf(batchHeadKey(datasetId, batchId));
  const leaving = [...members, ...files].find(({ bucket, key }) => !source.holds(bucket, key));
  if (leaving !== undefined) {
    const file = members.some((member) => member === leaving)
      ? source.nameOf(manifestKey(datasetId, batchId))
      : headFile;
    problems.push({ file, message: `it names an object outside the lake: ${leaving.bucket}/${leaving.key}` });
    return { datasetId, batchId, manifest: undefined, batchHead: undefined, problems };
  }
  if (manifest.document !== undefined && manifest.document.dataset_id !== datasetId) {
    problems.push({
      file: source.nameOf(manifestKey(datasetId, batchId)),
      message: `it is of dataset ${manifest.document.dataset_id}, and lies under ${datasetId}`,
    });
  }
  if (manifest.document !== undefined && batchIdOf(manifest.document) !== batchId) {
    problems.push({
      file: source.nameOf(manifestKey(datasetId, batchId)),
      message: 'its members, plan and code give another batch id: it was changed',
    });
  }
  if (batchHead.document !== undefined && batchHead.document.batch_id !== batchId) {
    problems.push({ file: headFile, message: `it is the batch head of batch ${batchHead.document.batch_id}` });
  }
  for (const field of ['dataset_id', 'plan_digest'] as const) {
    if (
      manifest.document === undefined ||
      batchHead.document === undefined ||
      batchHead.document[field] === manifest.document[field]
    )
      continue;
    problems.push({
      file: headFile,
      message: `its ${field} is ${batchHead.document[field]}, the manifest's is ${manifest.document[field]}`,
    });
  }
  return { datasetId, batchId, manifest: manifest.document, batchHead: batchHead.document, problems };
}

/** What an attempt announced before it published; undefined when that is missing or damaged. */
export async function readIntentFrom(
  source: DocumentSource,
  { datasetId, batchId }: BatchName,
  attempt: number,
): Promise<Intent | undefined> {
  return (await readDocument(source, intentKey(datasetId, batchId, attempt), INTENT)).document;
}

/** The report of an attempt; undefined when that is missing or damaged. */
export async function readReportFrom(
  source: DocumentSource,
  { datasetId, batchId }: BatchName,
  attempt: number,
): Promise<RunReport | undefined> {
  return (await readDocument(source, reportKey(datasetId, batchId, attempt), RUN_REPORT)).document;
}

async function readDocument<Document>(
  source: DocumentSource,
  key: string,
  kind: DocumentKind<Document>,
): Promise<{ document: Document | undefined; problems: { file: string; message: string }[] }> {
  const file = source.nameOf(key);
  const wrong = (message: string) => ({ document: undefined, problems: [{ file, message }] });
  const text = await source.text(key);
  if (text === undefined) return wrong('it is missing');
  if (typeof text !== 'string') return wrong(text.problem);
  try {
    const document: unknown = JSON.parse(text);
    const [problem] = kind.problems(document);
    return problem === undefined
      ? { document: document as Document, problems: [] }
      : wrong(`it is no ${kind.name}: ${problem}`);
  } catch (error) {
    if (error instanceof SyntaxError) return wrong('it is not JSON');
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
