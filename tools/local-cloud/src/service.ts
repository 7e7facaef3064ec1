import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { queryOperations } from './athena/api.ts';
import { catalogOperations } from './athena/catalog-api.ts';
import { AthenaStore } from './athena/execution-store.ts';
import { SqlParser } from './athena/parser.ts';
import { Queries } from './athena/queries.ts';
import { ensureWorkGroup, workGroupOperations } from './athena/workgroups.ts';
import { LocalCloudError } from './errors.ts';
import { Catalog } from './glue/catalog.ts';
import { databaseOperations } from './glue/databases.ts';
import { isTerminal } from './glue/job-model.ts';
import { jobRunOperations } from './glue/job-runs.ts';
import { JobStore } from './glue/job-store.ts';
import { jobOperations } from './glue/jobs.ts';
import { partitionBatchOperations } from './glue/partition-batches.ts';
import { partitionOperations } from './glue/partitions.ts';
import { Runner } from './glue/runner.ts';
import { searchOperations } from './glue/search.ts';
import { tableVersionOperations } from './glue/table-versions.ts';
import { tableOperations } from './glue/tables.ts';
import { listen } from './http.ts';
import { type Lock, type LockHolder, lastPort, lockHolder, takeLock } from './lock.ts';
import { folderObjects } from './objects-folder.ts';

/** What a local service serves, and with what it runs jobs. */
export interface LocalCloudOptions {
  /** The lake's folder. */
  readonly lake: string;
  /** 0 or left out: a free one. */
  readonly port?: number;
  /** The Python that runs jobs. */
  readonly python: string;
  /** The folder that holds the package `sluice_glue`. */
  readonly glueSource: string;
  /** When the lake is served already: answer that service instead of refusing; its `stop` then does nothing. */
  readonly attach?: boolean;
  /** How long a stopped run may take itself back before it is killed; 15,000. */
  readonly graceMilliseconds?: number;
}

/** A running service. */
export interface LocalCloud {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Stops queries and runs, waits for the end of their processes, and closes. */
  stop(): Promise<void>;
}

/** Where query results go unless a workgroup says otherwise. */
const RESULTS = 's3://service/results/';

const START_PATIENCE_MILLISECONDS = 10_000;

/** Starts Glue (catalog and jobs) and Athena for one lake on 127.0.0.1. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const lake = resolve(options.lake);
  const folder = join(lake, 'service');
  const running = options.attach === true ? await readyHolder(folder) : undefined;
  if (running?.endpoint) return { endpoint: running.endpoint, stop: async () => undefined };
  checkDataPlane(options);
  const before = lastPort(folder);
  const lock = openFolder(folder);
  const closing: (() => void | Promise<void>)[] = [() => lock.release()];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= closeAll(closing);
    return stopped;
  };
  try {
    const state = join(folder, 'state');
    const catalog = new Catalog(join(state, 'catalog.jsonl'));
    closing.push(() => catalog.close());
    const jobs = new JobStore(join(state, 'jobs.jsonl'));
    closing.push(() => jobs.close());
    const athena = new AthenaStore(join(state, 'athena.jsonl'));
    closing.push(() => athena.close());
    for (const name of ['primary', 'sluice']) ensureWorkGroup(athena, name, RESULTS);
    const objects = folderObjects(lake);
    removeDrafts(join(folder, 'results'));
    const parser = await SqlParser.create();
    closing.push(() => parser.close());
    const queries = new Queries(athena, { catalog, objects, parser });
    closing.push(() => queries.close());
    const { python, glueSource, graceMilliseconds } = options;
    const runner = new Runner(jobs, {
      python,
      glueSource: resolve(glueSource),
      lake,
      ...(graceMilliseconds === undefined ? {} : { graceMilliseconds }),
    });
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
      ...catalogOperations(catalog),
      ...queryOperations(athena, queries, objects),
    ]);
    const unfinished = jobs.runs().some((run) => !isTerminal(run.JobRunState));
    // A run that outlived its service talks to the port that it was given.
    const wished = !options.port && unfinished ? before : undefined;
    const server = await listen(wished ?? options.port ?? 0, operations).catch((error: unknown) => {
      if (wished === undefined) throw error;
      return listen(0, operations);
    });
    closing.push(() => server.close());
    runner.open(server.endpoint);
    // Before the server: what runs may still want to register partitions while it takes itself back.
    closing.push(() => runner.close());
    lock.announce(server.endpoint);
    return { endpoint: server.endpoint, stop };
  } catch (error) {
    await stop();
    throw writeError(error, folder);
  }
}

/** The service of a lake, waiting for one that is starting to tell where it listens. */
async function readyHolder(folder: string): Promise<LockHolder | undefined> {
  for (const patience = Date.now() + START_PATIENCE_MILLISECONDS; ; ) {
    const holder = lockHolder(folder);
    if (holder === undefined || holder.endpoint !== null || Date.now() > patience) return holder;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The last opened first. What cannot be closed keeps nothing else open, the lock least of all. */
async function closeAll(closing: readonly (() => void | Promise<void>)[]): Promise<void> {
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

/** The endpoint of the service that serves this lake now, or undefined. */
export function findLocalCloud(lake: string): string | undefined {
  return lockHolder(join(resolve(lake), 'service'))?.endpoint ?? undefined;
}

/** What a service that was killed left of results on their way. */
function removeDrafts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (/^\..*\.part$/.test(name)) rmSync(join(folder, name), { force: true });
}

function openFolder(folder: string): Lock {
  try {
    mkdirSync(join(folder, 'state'), { recursive: true });
    return takeLock(folder);
  } catch (error) {
    throw writeError(error, folder);
  }
}

function writeError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EDQUOT'].includes(code)) return error;
  return new LocalCloudError('SLC6004', `${folder} cannot be written (${code})`, { file: folder, cause: error });
}

function checkDataPlane({ python, glueSource }: LocalCloudOptions): void {
  if (!existsSync(join(glueSource, 'sluice_glue')))
    throw new LocalCloudError('SLC6005', `${glueSource} holds no package sluice_glue`, { file: glueSource });
  if (!python.includes('/')) return;
  try {
    accessSync(python, constants.X_OK);
  } catch (cause) {
    throw new LocalCloudError('SLC6005', `${python} is no program that can be run`, { file: python, cause });
  }
}
