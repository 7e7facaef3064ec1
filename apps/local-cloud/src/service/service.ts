import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lastPort, takeLock } from '@sluice/lake/local';
import { ensureWorkGroup } from '../athena/workgroups.ts';
import { LocalCloudError } from '../errors.ts';
import { isTerminal } from '../glue/job-model.ts';
import { folderCode } from '../glue/pinned-code.ts';
import { folderObjects } from '../objects/objects-folder.ts';
import { type Closing, closeOnce, openCore, openFolder, writeError } from './core.ts';
import { listen } from './http.ts';

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

/** Starts Glue (catalog and jobs) and Athena for one lake on 127.0.0.1. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const lake = resolve(options.lake);
  const folder = join(lake, 'service');
  checkDataPlane(options);
  const before = lastPort(folder);
  const lock = openFolder(folder, () => takeLock(folder));
  const closing: Closing = [() => lock.release()];
  const stop = closeOnce(closing);
  try {
    const { python, glueSource, graceMilliseconds } = options;
    const runner = {
      python,
      code: folderCode(resolve(glueSource)),
      lake,
      ...(graceMilliseconds === undefined ? {} : { graceMilliseconds }),
    };
    const core = await openCore({ folder, objects: folderObjects(lake), runner }, closing);
    for (const name of ['primary', 'sluice']) ensureWorkGroup(core.athena, name, RESULTS);
    const unfinished = core.jobs.runs().some((run) => !isTerminal(run.JobRunState));
    // A run that outlived its service talks to the port that it was given.
    const wished = !options.port && unfinished ? before : undefined;
    const server = await listen(wished ?? options.port ?? 0, core.operations).catch((error: unknown) => {
      if (wished === undefined) throw error;
      return listen(0, core.operations);
    });
    closing.push(() => server.close());
    core.runner.open(server.endpoint);
    // Before the server: what runs may still want to register partitions while it takes itself back.
    closing.push(() => core.runner.close());
    lock.announce(server.endpoint);
    return { endpoint: server.endpoint, stop };
  } catch (error) {
    await stop();
    throw writeError(error, folder);
  }
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
