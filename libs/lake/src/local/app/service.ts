import { join, resolve } from 'node:path';
import process from 'node:process';
import { SluiceError } from '@sluice/protocol';
import { type LockHolder, lockHolder } from '../lock.ts';
import { GLUE_SOURCE, pythonPath } from '../machine.ts';
import { type AppOptions, type StartedApp, startApp } from './start-app.ts';

/** How the Glue and Athena of a lake on folders are started. */
export interface ServiceOptions extends AppOptions {
  /** The lake's folder. */
  readonly lake: string;
  /** 0 or left out: a free one. */
  readonly port?: number | undefined;
  /** When the lake is served already: use that service instead of refusing (SLC6002). `stop` then does nothing. */
  readonly attach?: boolean | undefined;
  /** The Python that runs jobs; SLUICE_PYTHON or `.venv` of the checkout unless given. */
  readonly python?: string | undefined;
  /** The folder that holds the package `sluice_glue`; the checkout's unless given. */
  readonly glueSource?: string | undefined;
}

/** Where a service answers: `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL`. */
export interface ServicePlace {
  readonly endpoint: string;
}

const START_PATIENCE_MILLISECONDS = 10_000;

/** Starts Glue (catalog and jobs) and Athena for one lake on 127.0.0.1, or finds those that serve it. */
export async function startService(options: ServiceOptions): Promise<StartedApp<ServicePlace>> {
  const { lake, port = 0, attach = false, environment = process.env, glueSource = GLUE_SOURCE } = options;
  const python = options.python ?? pythonPath(environment);
  const args = [`--lake=${lake}`, `--port=${port}`, `--python=${python}`, `--glue-source=${glueSource}`];
  for (let isAgain = false; ; isAgain = true) {
    const endpoint = attach ? await runningService(lake) : undefined;
    if (endpoint !== undefined) return attached(endpoint);
    try {
      return await startApp<ServicePlace>('service', args, options);
    } catch (error) {
      // Somebody began to serve the lake between looking and starting.
      if (!attach || isAgain || !(error instanceof SluiceError) || error.code !== 'SLC6002') throw error;
    }
  }
}

/** The endpoint of the service that serves this lake now, or undefined. */
export function findService(lake: string): string | undefined {
  return lockHolder(folderOf(lake))?.endpoint ?? undefined;
}

function attached(endpoint: string): StartedApp<ServicePlace> {
  const failure = () => new Error(`the service at ${endpoint} belongs to another process`);
  return { ready: { endpoint }, isGone: () => false, failure, stop: async () => undefined };
}

/** The service of a lake, waiting for one that is starting to tell where it listens. */
async function runningService(lake: string): Promise<string | undefined> {
  for (const patience = Date.now() + START_PATIENCE_MILLISECONDS; ; ) {
    const holder: LockHolder | undefined = lockHolder(folderOf(lake));
    if (holder === undefined || holder.endpoint !== null || Date.now() > patience) return holder?.endpoint ?? undefined;
    await new Promise((done) => setTimeout(done, 20));
  }
}

function folderOf(lake: string): string {
  return join(resolve(lake), 'service');
}
