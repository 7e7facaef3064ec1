import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';
import { order } from './decisions.ts';
import { BUCKETS, headKey, type Lake, manifestKey, objectPath } from './layout.ts';

/** One object version that a batch is made of. */
export interface Member {
  readonly bucket: string;
  readonly key: string;
  readonly version_id: string;
  readonly size: number;
  /** How many times this object version was queued. */
  readonly queued: number;
}

/** What a batch is, fixed: `libs/codegen/schemas/manifest.schema.json`. */
export interface Manifest {
  readonly manifest_format: 1;
  readonly batch_id: string;
  readonly dataset_id: string;
  readonly contract_version: string;
  readonly run_date: string;
  readonly plan_digest: string;
  readonly code_digest: string;
  readonly replaces: readonly string[];
  readonly quarantine_bucket: string;
  readonly catalog: { readonly database: string; readonly table: string } | null;
  readonly members: readonly Member[];
}

/** An object that a committed attempt published. */
export interface HeadFile {
  readonly bucket: string;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly digest: string;
  readonly partition: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, number>>;
  readonly footer_bytes: number;
}

/** Rows of a batch; `rows_in = accepted + rejected`, duplicates included in rejected. */
export interface Counts {
  readonly rows_in: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly by_reason: Readonly<Record<string, number>>;
}

/** A member that the job refused. */
export interface RefusedMember {
  readonly member: number;
  readonly bucket: string;
  readonly key: string;
  readonly version_id: string;
  readonly reason: string;
  readonly detail: string;
}

/** The truth about a batch: `libs/codegen/schemas/head.schema.json`. */
export interface Head {
  readonly head_format: 1;
  readonly batch_id: string;
  readonly dataset_id: string;
  readonly counter: number;
  readonly state: 'open' | 'running' | 'committed' | 'failed';
  readonly attempt: number;
  readonly run_id: string | null;
  readonly run_date: string;
  readonly plan_digest: string;
  readonly files: readonly HeadFile[];
  readonly quarantine_files: readonly HeadFile[];
  readonly refused: readonly RefusedMember[];
  readonly counts: Counts | null;
  readonly updated_at: string;
}

/** Checks a document against its schema; answers what is wrong. */
export type Check = (document: unknown) => string | undefined;

/** The checks of the two documents, by the shared schemas. */
export interface DocumentChecks {
  readonly manifest: Check;
  readonly head: Check;
}

/** A batch as it lies in the control bucket. `manifest` or `head` is missing when it is absent or wrong; `problems` say which. */
export interface Batch {
  readonly batchId: string;
  readonly manifest: Manifest | undefined;
  readonly head: Head | undefined;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** The batch id that follows from what the batch is: the same members, plan and code can never be cut twice. */
export function batchIdOf(batch: Pick<Manifest, 'dataset_id' | 'replaces' | 'plan_digest' | 'code_digest' | 'members'>): string {
  const members = batch.members.map((member) => [member.bucket, member.key, member.version_id, member.queued] as const);
  const sorted = members.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]) || order(a[2], b[2]) || a[3] - b[3]);
  // Canonical JSON: names in order, no spaces.
  const canonical = JSON.stringify({
    code_digest: batch.code_digest,
    dataset_id: batch.dataset_id,
    members: sorted,
    plan_digest: batch.plan_digest,
    replaces: batch.replaces,
  });
  return createHash('sha256').update(canonical, 'utf8').digest('hex').slice(0, 24);
}

/** The batches of a lake, in the order of their ids. */
export async function readBatches(lake: Lake, checks: DocumentChecks): Promise<Batch[]> {
  const names = await foldersIn(objectPath(lake, BUCKETS.control, 'batches'));
  return Promise.all(names.map((batchId) => readBatch(lake, batchId, checks)));
}

/** One batch. */
export async function readBatch(lake: Lake, batchId: string, checks: DocumentChecks): Promise<Batch> {
  const manifest = await readDocument<Manifest>(lake, manifestKey(batchId), checks.manifest);
  const head = await readDocument<Head>(lake, headKey(batchId), checks.head);
  const problems = [...manifest.problems, ...head.problems];
  if (manifest.document !== undefined && batchIdOf(manifest.document) !== batchId) {
    problems.push({
      file: `${BUCKETS.control}/${manifestKey(batchId)}`,
      message: 'its members, plan and code give another batch id: it was changed',
    });
  }
  if (head.document !== undefined && head.document.batch_id !== batchId) {
    problems.push({ file: `${BUCKETS.control}/${headKey(batchId)}`, message: `it is the head of batch ${head.document.batch_id}` });
  }
  return { batchId, manifest: manifest.document, head: head.document, problems };
}

/** The head of a batch, which must be there and whole. */
export async function readHeadOf(lake: Lake, batchId: string, checks: DocumentChecks): Promise<Head> {
  const { document, problems } = await readDocument<Head>(lake, headKey(batchId), checks.head);
  if (document !== undefined) return document;
  throw new CliError('SLC8009', problems[0]?.message ?? 'the batch has no head', { file: problems[0]?.file ?? headKey(batchId) });
}

async function readDocument<T>(
  lake: Lake,
  key: string,
  check: Check,
): Promise<{ document: T | undefined; problems: { file: string; message: string }[] }> {
  const file = `${BUCKETS.control}/${key}`;
  const wrong = (message: string) => ({ document: undefined, problems: [{ file, message }] });
  try {
    const document: unknown = JSON.parse(await readFile(objectPath(lake, BUCKETS.control, key), 'utf8'));
    const message = check(document);
    return message === undefined ? { document: document as T, problems: [] } : wrong(message);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return wrong('it is missing');
    if (error instanceof SyntaxError) return wrong('it is not JSON');
    throw error;
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
