import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { queryOperations } from '../athena/api.ts';
import { catalogOperations } from '../athena/catalog-api.ts';
import { AthenaStore } from '../athena/execution-store.ts';
import { namedQueryOperations } from '../athena/named-queries.ts';
import { SqlParser } from '../athena/parser.ts';
import { Queries } from '../athena/queries.ts';
import { workGroupOperations } from '../athena/workgroups.ts';
import { LocalCloudError } from '../errors.ts';
import { Catalog } from '../glue/catalog.ts';
import { databaseOperations } from '../glue/databases.ts';
import { jobRunOperations } from '../glue/job-runs.ts';
import { JobStore } from '../glue/job-store.ts';
import { jobOperations } from '../glue/jobs.ts';
import { partitionBatchOperations } from '../glue/partition-batches.ts';
import { partitionOperations } from '../glue/partitions.ts';
import { Runner, type RunnerOptions } from '../glue/runner.ts';
import { searchOperations } from '../glue/search.ts';
import { tableVersionOperations } from '../glue/table-versions.ts';
import { tableOperations } from '../glue/tables.ts';
import type { ObjectStore } from '../objects/objects.ts';
import type { Operations } from './http.ts';

/** What has to be closed, in the order in which it was opened. */
export type Closing = (() => void | Promise<void>)[];

/** Where a service keeps its state, what it reads, and how it runs jobs. */
export interface CoreOptions {
  /** Holds `state/`, `runs/` and, for a lake on folders, `results/`. */
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly runner: RunnerOptions;
}

/** Glue and Athena without a server in front of them. */
export interface Core {
  readonly operations: Operations;
  readonly jobs: JobStore;
  readonly athena: AthenaStore;
  readonly runner: Runner;
}

/**
 * Opens the stores and everything that works on them. What it opens is added to `closing` at once, so that a failure in
 * the middle can be undone.
 */
export async function openCore(
  { folder, objects, runner: runnerOptions }: CoreOptions,
  closing: Closing,
): Promise<Core> {
  const state = join(folder, 'state');
  mkdirSync(state, { recursive: true });
  const catalog = new Catalog(join(state, 'catalog.jsonl'));
  closing.push(() => catalog.close());
  const jobs = new JobStore(join(state, 'jobs.jsonl'));
  closing.push(() => jobs.close());
  const athena = new AthenaStore(join(state, 'athena.jsonl'));
  closing.push(() => athena.close());
  removeDrafts(join(folder, 'results'));
  const parser = await SqlParser.create();
  closing.push(() => parser.close());
  const queries = new Queries(athena, { catalog, objects, parser });
  closing.push(() => queries.close());
  const runner = new Runner(jobs, runnerOptions);
  const operations = new Map([
    ...databaseOperations(catalog),
    ...tableOperations(catalog),
    ...tableVersionOperations(catalog),
    ...searchOperations(catalog),
    ...partitionOperations(catalog),
    ...partitionBatchOperations(catalog),
    ...jobOperations(jobs),
    ...jobRunOperations(jobs, runner),
    ...workGroupOperations(athena),
    ...namedQueryOperations(athena),
    ...catalogOperations(catalog),
    ...queryOperations(athena, queries, objects),
  ]);
  return { operations, jobs, athena, runner };
}

/** What closes everything that was pushed, once, however often it is asked. */
export function closeOnce(closing: Closing): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= closeAll(closing);
    return closed;
  };
}

/** The last opened first. What cannot be closed keeps nothing else open, the lock least of all. */
async function closeAll(closing: Closing): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closing.toReversed()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Makes a folder, or says why it cannot be made. */
export function openFolder<T>(folder: string, open: () => T): T {
  try {
    mkdirSync(folder, { recursive: true });
    return open();
  } catch (error) {
    throw writeError(error, folder);
  }
}

/** What the disk refuses, as an error with its code. */
export function writeError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EDQUOT'].includes(code)) return error;
  return new LocalCloudError('SLC6004', `${folder} cannot be written (${code})`, { file: folder, cause: error });
}

/** What a service that was killed left of results on their way. */
function removeDrafts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (/^\..*\.part$/.test(name)) rmSync(join(folder, name), { force: true });
}
