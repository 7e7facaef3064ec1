import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inParallel } from '@sluice/control-plane/in-parallel';
import {
  type Batch,
  type Counted,
  openParquetReader,
  type ParquetReader,
  readIntentFrom,
  type StoredObject,
} from '@sluice/lake';
import { type CommittedFile, type Intent, type Plan, planKey, sha256 } from '@sluice/protocol';
import type { LakeSource } from './lake-source.ts';
import { recountStream } from './recount.ts';
import { type DatasetStock, nameOf } from './snapshot.ts';

type Contents = Pick<DatasetStock, 'data' | 'quarantine' | 'footerRows' | 'records' | 'reasons' | 'intents'>;
type CommittedBatch = Batch & { readonly batchHead: NonNullable<Batch['batchHead']> };

/** Objects that are brought at once. */
const AT_ONCE = 8;

/**
 * Reads what the objects of a dataset hold, batch by batch: no more of the lake than one batch is on this machine at
 * any time. Objects that no batch head lists are named, not read.
 */
export async function readContents(
  source: LakeSource,
  batches: readonly Batch[],
  present: { readonly data: readonly StoredObject[]; readonly quarantine: readonly StoredObject[] },
  signal: AbortSignal,
  onBatch: () => void,
): Promise<Contents> {
  const there = new Set([...present.data, ...present.quarantine].map(nameOf));
  const digests = new Map<string, string>();
  const footerRows = new Map<string, Counted>();
  const records = new Map<string, Counted>();
  const reasons = new Map<string, Readonly<Record<string, number>> | { readonly problem: string }>();
  const intents = new Map<string, Intent | undefined>();
  const plans = new Map<string, Plan | undefined>();
  const parquet = await openParquetReader();
  try {
    for (const batch of batches.filter((each): each is CommittedBatch => each.batchHead?.state === 'committed')) {
      const files = [...batch.batchHead.files, ...batch.batchHead.quarantine_files].filter((file) =>
        there.has(nameOf(file)),
      );
      await withFiles(source, files, signal, async (brought) => {
        for (const { name, digest } of brought.values()) digests.set(name, digest);
        for (const [name, rows] of await footersOf(brought, parquet)) footerRows.set(name, rows);
        reasons.set(batch.batchId, await reasonsOf(batch, brought, parquet));
      });
      intents.set(batch.batchId, await readIntentFrom(source.documents, batch, batch.batchHead.attempt));
      for (const [name, counted] of await recounts(source, batch, plans, signal)) records.set(name, counted);
      onBatch();
    }
  } finally {
    parquet.close();
  }
  const withDigest = (object: StoredObject) => ({ ...object, digest: digests.get(nameOf(object)) ?? '' });
  return {
    data: present.data.map(withDigest),
    quarantine: present.quarantine.map(withDigest),
    footerRows,
    records,
    reasons,
    intents,
  };
}

interface Brought {
  readonly name: string;
  readonly path: string;
  readonly digest: string;
}

/** Brings objects to a temporary folder, works with them, and removes them however that ends. */
async function withFiles(
  source: LakeSource,
  files: readonly CommittedFile[],
  signal: AbortSignal,
  use: (brought: ReadonlyMap<string, Brought>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-verify-'));
  try {
    const brought = await inParallel(files, AT_ONCE, async ({ bucket, key }, index) => {
      const path = join(folder, `${index}.parquet`);
      const one = await bring(source, { bucket, key }, path, signal);
      return one === undefined ? [] : [{ name: nameOf({ bucket, key }), ...one }];
    });
    await use(new Map(brought.flat().map((each) => [each.name, each])));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes an object to a file, unless it is one of this machine; undefined when it is gone. */
async function bring(
  source: LakeSource,
  object: { bucket: string; key: string },
  path: string,
  signal: AbortSignal,
): Promise<Omit<Brought, 'name'> | undefined> {
  const content = await source.open(object, signal);
  if (content === undefined) return undefined;
  const hash = createHash('sha256');
  const own = source.pathOf?.(object);
  if (own !== undefined) {
    for await (const chunk of content) hash.update(chunk as Buffer);
    return { path: own, digest: hash.digest('hex') };
  }
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(content, hashing, createWriteStream(path), { signal });
  return { path, digest: hash.digest('hex') };
}

async function footersOf(
  brought: ReadonlyMap<string, Brought>,
  parquet: ParquetReader,
): Promise<ReadonlyMap<string, Counted>> {
  const rows = await parquet.rows([...brought.values()].map(({ path }) => path));
  return new Map(
    [...brought.values()].map(({ name, path }) => [
      name,
      rows.get(path) ?? { problem: 'has no footer that can be read' },
    ]),
  );
}

async function reasonsOf(batch: CommittedBatch, brought: ReadonlyMap<string, Brought>, parquet: ParquetReader) {
  const paths = batch.batchHead.quarantine_files.flatMap((file) => brought.get(nameOf(file))?.path ?? []);
  try {
    return await parquet.reasons(paths);
  } catch (error) {
    return {
      problem: `the reasons in its quarantine files cannot be read (${(error as Error).message.split('\n')[0]})`,
    };
  }
}

/** Counts the records of every member that was not refused, from exactly the version that the batch read. */
async function recounts(
  source: LakeSource,
  { manifest, batchHead }: CommittedBatch,
  plans: Map<string, Plan | undefined>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Counted>> {
  if (manifest === undefined) return new Map();
  const digest = manifest.plan_digest;
  if (!plans.has(digest)) plans.set(digest, await pinnedPlan(source, manifest.dataset_id, digest));
  const plan = plans.get(digest);
  const refused = new Set(batchHead.refused.map(({ member }) => member));
  const members = manifest.members.filter((_, index) => !refused.has(index));
  const counted = await inParallel(
    members,
    AT_ONCE,
    async ({ bucket, key, version_id: versionId }): Promise<readonly [string, Counted]> => {
      const name = `${nameOf({ bucket, key })}@${versionId}`;
      if (plan === undefined)
        return [
          name,
          {
            problem:
              `cannot be counted again: ${source.documents.nameOf(planKey(manifest.dataset_id, digest))} is ` +
              'missing or was changed',
          },
        ];
      try {
        const content = await source.open({ bucket, key, versionId }, signal);
        if (content === undefined) return [name, { problem: 'is missing in raw' }];
        return [name, { value: await recountStream(content, plan.source) }];
      } catch (error) {
        if (signal.aborted) throw error;
        return [name, { problem: `cannot be counted again (${(error as Error).message})` }];
      }
    },
  );
  return new Map(counted);
}

/** A plan whose bytes are not those of its name is no plan of this lake. */
async function pinnedPlan(source: LakeSource, datasetId: string, digest: string): Promise<Plan | undefined> {
  const text = await source.documents.text(planKey(datasetId, digest));
  return typeof text !== 'string' || sha256(text) !== digest ? undefined : (JSON.parse(text) as Plan);
}
